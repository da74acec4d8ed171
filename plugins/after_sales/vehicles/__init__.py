"""One row a vehicle: when it was last seen, how often, under which profile."""
