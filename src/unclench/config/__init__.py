"""What the user has set, and where things lie on disk."""
