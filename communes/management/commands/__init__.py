"""Command-line entries of communes."""
