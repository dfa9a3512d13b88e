"""The slides for a jury, in English and French: `python -m slides` makes them from `results/` and the texts beside."""
