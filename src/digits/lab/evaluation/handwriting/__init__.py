"""Evaluation on handwriting other than MNIST's, photographs, strings and non-digits."""
