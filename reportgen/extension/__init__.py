"""Defines what a plugin may offer, and finds, loads and checks plugins."""
