"""Kept searches, and their results."""

from search.find.queries.results import Results, results
from search.find.queries.searches import get_search, place_of
from search.find.queries.telephones import OFFICE_HOURS

__all__ = ["OFFICE_HOURS", "Results", "get_search", "place_of", "results"]
