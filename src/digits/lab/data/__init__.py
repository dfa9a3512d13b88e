"""What networks learn from: batches, augmentation, other collections, synthesis."""
