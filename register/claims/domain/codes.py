"""The code of an owner's first claim: short, short-lived, kept as a digest, tried a few times."""

import hashlib
import hmac
import re
import secrets
from enum import StrEnum

# Letters that nobody mistakes for one another on paper or on the telephone; 10 of 30 are 49 bits.
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
LENGTH = 10
MOST_TRIES = 5
MOST_CODES = 5


class AddressSource(StrEnum):
    """Where an address to which a code may go comes from; never from the claimant."""

    REGULATOR_FILE = "regulator-file"
    EARLIER_CLAIM = "earlier-claim"
    REGULATOR_REGISTER = "regulator-register"


class CodeAnswer(StrEnum):
    """What became of a code that was typed in."""

    RIGHT = "right"
    WRONG = "wrong"
    DEAD = "dead"  # none was sent, it has run out, or was tried too often


def new_code() -> str:
    """Return a code as people see it: XXXXX-XXXXX."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def plain_code(text: str) -> str:
    """Return a code as typed without case, spaces and dashes."""
    return re.sub(r"[\s-]", "", text).upper()


def code_digest(secret: str, claim_id: str, code: str) -> str:
    """Return what is kept of a code: without the service's secret nobody can try all codes on it."""
    return hmac.new(secret.encode(), f"claim-code:{claim_id}:{plain_code(code)}".encode(), hashlib.sha256).hexdigest()
