"""What must hold before a release, each checked by a command: ``python -m release``."""
