"""Writes what was measured as text and as a plot. Standard library only."""
