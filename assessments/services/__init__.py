"""Deeds: one function, one transaction, an audit event inside."""
