"""Shared by the networks: custom layers, overrides, weights and published results."""
