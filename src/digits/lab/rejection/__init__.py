"""The gate: how the small network that tells digits from everything else is made, compared and measured."""
