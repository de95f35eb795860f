"""Kept searches, and their results."""

from search.find.queries.results import Results, results
from search.find.queries.searches import get_search, place_of
from search.find.queries.telephones import OFFICE_HOURS, telephone_of
from search.find.queries.wording import Explained, explained

__all__ = ["OFFICE_HOURS", "Explained", "Results", "explained", "get_search", "place_of", "results", "telephone_of"]
