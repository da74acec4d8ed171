"""The content of a report, free of any file format: facts, blocks, and the items they print."""
