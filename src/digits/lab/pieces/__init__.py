"""The segment classifier: its training data, training and model file."""
