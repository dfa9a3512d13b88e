"""Training runs: their folders, created, resumed and read."""
