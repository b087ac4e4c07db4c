"""Tests of places and people."""
