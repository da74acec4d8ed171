"""What customers say in their own words: topics, counted."""
