"""Kept searches, and their results."""

from search.find.queries.results import Results, results
from search.find.queries.searches import get_search, place_of

__all__ = ["Results", "get_search", "place_of", "results"]
