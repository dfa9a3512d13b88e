"""Tools that describe the project and do not ship with it."""
