"""The laboratory: how the networks are built, trained, evaluated and exported."""
