"""Churn: who left, what it costs, whom to call."""
