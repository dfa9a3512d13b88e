"""The ensemble: members trained by a plan, combined, calibrated and evaluated."""
