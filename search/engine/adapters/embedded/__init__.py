"""The embedded index: SQLite FTS5 in a folder of its own, for any number of processes on one machine."""

from search.engine.adapters.embedded.index import EmbeddedIndex

__all__ = ["EmbeddedIndex"]
