"""Filter form = query = address."""
