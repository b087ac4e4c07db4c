"""Virus scans, against a real clamd."""
