"""Defines what is measured: expressions, units, currencies and the contracts of tables."""
