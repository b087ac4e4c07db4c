"""Reads about places and people."""
