"""Vietnamese formats for Django."""
