"""What a plugin may offer, and how it is found and loaded."""
