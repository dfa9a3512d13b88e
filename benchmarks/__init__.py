"""Measurements of time, size and agreement, most with a limit that the project sets itself."""
