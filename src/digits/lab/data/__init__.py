"""Training data: augmentation, batches, other collections, synthesis."""
