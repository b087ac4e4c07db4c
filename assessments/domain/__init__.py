"""The rules: plain Python, standard library only."""
