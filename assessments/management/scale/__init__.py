"""Data in bulk for benchmarks."""
