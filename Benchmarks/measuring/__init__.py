"""Measures the release binary beside its peers on this machine. Standard library only."""
