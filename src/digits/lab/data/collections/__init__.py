"""Data sets of handwriting besides MNIST."""
