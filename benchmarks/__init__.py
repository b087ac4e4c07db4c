"""Scripts that print ratios taken in one run."""
