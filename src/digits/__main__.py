"""``python -m digits``: the command line."""

from digits.cli import main

main(prog_name="digits")
