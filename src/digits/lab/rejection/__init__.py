"""The rejection network: data, training, thresholds, and comparison of scores."""
