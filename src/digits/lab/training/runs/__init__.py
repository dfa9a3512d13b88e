"""Runs: the folder of a training, created, resumed and read."""
