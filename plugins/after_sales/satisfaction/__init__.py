"""Satisfaction by advisor: scores, interviews, call-backs, what moved them."""
