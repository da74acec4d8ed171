"""What is counted: expressions, the columns they read, the contracts of the tables."""
