"""The project's own English model: a multi-head ONNX encoder as one spaCy component, and the tokenizer it expects."""
