"""Hypothesis on shared machines: a slow example is no fault, and a failing one can be replayed."""

from hypothesis import settings

settings.register_profile("shared", deadline=None, print_blob=True)
settings.load_profile("shared")
