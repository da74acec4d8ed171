"""The command line: `app.py` declares the commands and options, one module per command runs it."""
