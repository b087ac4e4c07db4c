"""Reads that span tables; no writes."""
