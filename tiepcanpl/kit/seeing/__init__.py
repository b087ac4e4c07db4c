"""Turns stored files into pictures of pages and text, in processes that hostile bytes may crash without harm."""
