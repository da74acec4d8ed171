"""Reads YAML files into checked objects; every error names its line and column."""
