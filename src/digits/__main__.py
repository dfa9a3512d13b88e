"""Entry point of ``python -m digits``."""

from digits.cli import main

main(prog_name="digits")
