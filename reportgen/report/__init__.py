"""Makes one report or many: load, cut, check, assemble, write."""
