"""One report or many: load, cut, check, assemble, write."""
