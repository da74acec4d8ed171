"""What a section is given: one dealer's data, facts, tests of change, and sentences."""
