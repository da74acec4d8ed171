"""Runs the `reportgen` command for `python -m reportgen`."""

from reportgen.cli.app import main

main()
