"""The date that a file is about: named in it, or given; never guessed.

A date counts as named where the file says "as at", "at", "to" or "between ... and" with day, month and year: above
the header, in a heading, in a sheet's name or on the cover. A month alone is no date, but a given date must lie in it.
"""

import re
from collections.abc import Iterable
from datetime import date

from register.regulators.importers.rows import FileRefused
from register.regulators.importers.values import MONTHS

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_AT = re.compile(
    rf"\b(?:as at|at|as of)\s+(?:the\s+)?(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+)?({_MONTH})\s+(\d{{4}})\b", re.IGNORECASE
)
_UNTIL = re.compile(
    rf"\b(?:between|from)\b.{{4,40}}?\b(?:and|to)\s+(\d{{1,2}})(?:st|nd|rd|th)?\s+({_MONTH})\s+(\d{{4}})\b",
    re.IGNORECASE,
)


def _days(texts: Iterable[str]) -> tuple[set[date], set[tuple[int, int]]]:
    """Return the days and the bare (year, month) pairs that the texts name."""
    days: set[date] = set()
    months: set[tuple[int, int]] = set()
    for words in texts:
        flat = words.replace("_", " ")
        for found in (*_AT.finditer(flat), *_UNTIL.finditer(flat)):
            year, month = int(found[3]), MONTHS[found[2].casefold()]
            if found[1] is None:
                months.add((year, month))
                continue
            try:
                days.add(date(year, month, int(found[1])))
            except ValueError:
                continue  # a 31 June names no day
    return days, months


def settle(places: Iterable[tuple[str, Iterable[str]]], *, given: date | None) -> tuple[date, bool]:
    """Return the file's date and whether the file names it.

    ``places`` are (where, texts) in the order of their authority: the first that names a day decides. Raises
    FileRefused ``no-date`` where nothing names one, ``dates-differ`` where the file and ``given`` disagree.
    """
    months: set[tuple[int, int]] = set()
    for where, texts in places:
        days, bare = _days(texts)
        months |= bare
        if not days:
            continue
        # a period names its start and its end, and the file is about its end
        named = max(days)
        if given is not None and given != named:
            raise FileRefused(
                "dates-differ",
                f"The file says {_long(named)} ({where}), but {_long(given)} was given. "
                "Leave the date out to use the file's own, or check that this is the right file.",
            )
        return named, True
    said = " or ".join(f"{date(year, month, 1):%B %Y}" for year, month in sorted(months))
    if given is None:
        hint = f"It says {said}, without a day. " if said else ""
        raise FileRefused(
            "no-date",
            f"The file names no date. {hint}Give the date that it is about with --as-of, for example "
            "--as-of 2025-03-31: the publisher's page has it.",
        )
    if months and (given.year, given.month) not in months:
        raise FileRefused(
            "dates-differ",
            f"The file says {said}, but {_long(given)} was given. Check the date, or that this is the right file.",
        )
    return given, False


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
