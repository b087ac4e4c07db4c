"""Sortable lists."""
