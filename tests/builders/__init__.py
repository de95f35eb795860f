"""Builders: one call makes one thing as a test wants it, one file a slice."""
