"""Evaluation on folds and on the test set, calibration, comparison, experiments."""
