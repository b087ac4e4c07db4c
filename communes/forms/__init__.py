"""Forms about places and people."""
