"""Reading vacancies: one function a question."""

from register.vacancies.queries.documents import DocumentRow, document_rows, findable_ids, reserved_ids
from register.vacancies.queries.freshness import FRESHNESS, asks, due_of, freshness_rule
from register.vacancies.queries.numbers import find_numbers, get_watched_setting, numbers_of
from register.vacancies.queries.vacancies import (
    get_own_vacancy,
    get_vacancy,
    history_of,
    places_in_dwelling,
    vacancies_of,
    vacancy_ids_of_setting,
)

__all__ = [
    "FRESHNESS",
    "DocumentRow",
    "asks",
    "document_rows",
    "due_of",
    "find_numbers",
    "findable_ids",
    "freshness_rule",
    "get_own_vacancy",
    "get_vacancy",
    "get_watched_setting",
    "history_of",
    "numbers_of",
    "places_in_dwelling",
    "reserved_ids",
    "vacancies_of",
    "vacancy_ids_of_setting",
]
