"""`python -m reportgen` is `reportgen`."""

from reportgen.cli.app import main

main()
