"""From an Article to a spaCy Doc: tokens, sentences, tags, Universal Dependencies, names, mention chains."""
