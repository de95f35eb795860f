"""Passwords: argon2, the same time for a known and for an unknown account."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from flask_babel import gettext

from register.accounts import domain
from register.core.errors import Reason, RuleBroken

PASSWORD_HASHER = "register.password_hasher"  # noqa: S105 - where the application keeps one, not a password
USUAL = PasswordHasher()  # RFC 9106, the choice for little memory: 64 MiB, three passes


def _hasher() -> PasswordHasher:
    """Return the application's hasher; tests bind a quicker one."""
    found: PasswordHasher = current_app.extensions.get(PASSWORD_HASHER, USUAL)
    return found


@cache
def _dummy(hasher: PasswordHasher) -> str:
    return hasher.hash(domain.new_token())


def hash_password(password: str) -> str:
    """Return what is stored of a password."""
    return _hasher().hash(password)


def is_right(stored: str | None, password: str) -> bool:
    """Whether a password is the stored one. Without a stored one it takes as long, and is wrong."""
    try:
        _hasher().verify(stored or _dummy(_hasher()), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether a stored hash was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(stored)


def check_password(password: str, *, personal: tuple[str, ...] = ()) -> None:
    """Raise RuleBroken, on the field `password`, when a new password is not good."""
    problem = domain.password_problem(password, personal=personal)
    if problem is None:
        return
    words = {
        "too-short": gettext(
            "Password must be 12 characters or more. Three words that do not belong together will do."
        ),
        "too-long": gettext("Password must be 128 characters or fewer."),
        "too-common": gettext(
            "This password is one of those that are tried first. Choose one that is harder to guess."
        ),
        "personal": gettext("Password must hold more than your own name, address or organisation."),
    }
    raise RuleBroken(Reason("password", problem, words[problem]))
