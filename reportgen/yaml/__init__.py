"""YAML files and the place of every error in them."""
