"""Resumable uploads, driven by a tus client that is not ours, against the product as real processes."""
