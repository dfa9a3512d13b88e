"""The bars that the project sets itself, measured."""
