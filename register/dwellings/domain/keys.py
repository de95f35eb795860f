"""The key by which an agency knows a household: nothing of it may lead to the people who live there."""

import re
from datetime import date
from enum import StrEnum

from register.descriptions.domain.screening import Found, screen

LONGEST_KEY = 36
_SHAPE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9./_\- ]*[A-Za-z0-9])?")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Four letters in a row can be a name; these words say what is numbered.
_WORDS = frozenset(
    {"care", "carer", "carers", "foster", "home", "house", "household", "family", "case", "file", "unit"}
)
_SHORTEST_NAME = 4
_INITIALS_AND_BIRTH = re.compile(r"[a-z]{2,3}\d{6}[a-z]{0,2}")
_DAY = re.compile(r"(?<!\d)(\d{1,4})[./_\- ](\d{1,2})[./_\- ](\d{1,4})(?!\d)")
_EIGHT = re.compile(r"(?<!\d)\d{8}(?!\d)")
_YEARS = range(1900, 2100)
_NUMBER_OF_A_PERSON = 10


class KeyProblem(StrEnum):
    """Why a key may not be used."""

    SHAPE = "shape"
    NAME = "name"
    POSTCODE = "postcode"
    BIRTH = "birth"
    NUMBER = "number"


def key_problem(key: str) -> KeyProblem | None:
    """Return why a key may not be used, or None: letters and digits that say nothing of anybody.

    A key in whose letters a name could be, a postcode, initials with six digits, a date, and a number as long
    as a telephone's or a person's are refused; what a case system makes by itself ("H-0412", a UUID) is not.
    """
    plain = key.casefold()
    if len(key) > LONGEST_KEY or not _SHAPE.fullmatch(key) or not any(one.isdigit() for one in key):
        return KeyProblem.SHAPE
    if _UUID.fullmatch(plain):
        return None
    if any(len(word) >= _SHORTEST_NAME and word not in _WORDS for word in re.findall(r"[a-z]+", plain)):
        return KeyProblem.NAME
    if any(one.kind is Found.POSTCODE for one in screen(key)):
        return KeyProblem.POSTCODE
    together = re.sub(r"[^a-z\d]", "", plain)
    if _INITIALS_AND_BIRTH.fullmatch(together) or _holds_day(plain) or _holds_day(together):
        return KeyProblem.BIRTH
    if any(one.kind is not Found.TELEPHONE for one in screen(key)):
        return KeyProblem.SHAPE
    longest = max(map(len, re.findall(r"\d+", together)))
    return KeyProblem.NUMBER if longest >= _NUMBER_OF_A_PERSON else None


def is_telling(key: str) -> bool:
    """Whether others could tell a key for one where they read it; a plain number could be anything."""
    return any(one.isalpha() for one in key)


def _holds_day(plain: str) -> bool:
    typed = [(int(first), int(month), int(last)) for first, month, last in _DAY.findall(plain)]
    for one in _EIGHT.findall(plain):
        typed += [(int(one[:2]), int(one[2:4]), int(one[4:])), (int(one[:4]), int(one[4:6]), int(one[6:]))]
    return any(_is_day(*one) or _is_day(*reversed(one)) for one in typed)


def _is_day(day: int, month: int, year: int) -> bool:
    full = year if year in _YEARS else _YEARS.start + 100 + year
    try:
        date(full, month, day)
    except ValueError:
        return False
    return full in _YEARS
