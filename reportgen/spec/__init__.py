"""Reads a spec: the YAML file that names the report, its files, checks, sections and outputs."""
