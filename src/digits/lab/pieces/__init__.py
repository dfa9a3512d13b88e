"""The judge of pieces: what it learns from, and how it is trained and written."""
