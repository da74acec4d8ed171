"""A spec: which report, from which files, with which sections."""
