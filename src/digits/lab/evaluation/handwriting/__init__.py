"""Handwriting that is not MNIST's: other people's digits, drawn digits, composed pictures, and what is no digit."""
