"""Pages: load, parse, call, answer."""
