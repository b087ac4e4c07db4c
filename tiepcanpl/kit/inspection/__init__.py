"""Looks into files that somebody sent, in a process of its own: what they are, and what is wrong with them."""

from tiepcanpl.kit.inspection.findings import Finding, Report
from tiepcanpl.kit.inspection.process import inspect

__all__ = ["Finding", "Report", "inspect"]
