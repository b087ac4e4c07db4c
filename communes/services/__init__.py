"""Deeds on places and people: one deed, one transaction."""
