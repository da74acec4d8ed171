"""Complaints: cases, carry-over, causes, vehicles repaired too often."""
