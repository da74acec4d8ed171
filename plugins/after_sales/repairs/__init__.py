"""Repair jobs: which held, which came back, by whom."""
