"""What a report says, free of any file format."""
