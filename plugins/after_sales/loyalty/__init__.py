"""Loyal customers: visit classes, spend, expected value, whom to call first."""
