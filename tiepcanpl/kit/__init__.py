"""Tools without domain knowledge; imports no other app."""
