"""How the project's language model was made: data, windows, network, training, export."""
