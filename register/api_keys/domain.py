"""What a key is: text that opens the API for one organisation, of which only a digest is kept."""

import hashlib
import secrets
from datetime import timedelta
from enum import IntEnum

# So that whoever finds one in a file knows what it opens, and programs that look for leaked keys can.
BEGINNING = "nvr_"
HINT = 4
MOST_KEYS = 20
LAST_USE_STEP = timedelta(minutes=1)


class Lifetime(IntEnum):
    """For how many days a key may be made; none lives on for ever."""

    QUARTER = 90
    HALF_YEAR = 182
    YEAR = 365


class Overlap(IntEnum):
    """For how many days the old key still works beside the one that replaces it."""

    NONE = 0
    DAY = 1
    WEEK = 7
    MONTH = 30


def new_key() -> str:
    """Return a key: 256 random bits."""
    return BEGINNING + secrets.token_urlsafe(32)


def digest_of(key: str) -> str:
    """Return what is kept of a key. Random ones need no salt."""
    return hashlib.sha256(key.encode()).hexdigest()


def hint_of(key: str) -> str:
    """Return the end of a key, by which people tell theirs apart."""
    return key[-HINT:]
