"""Rules of accounts: what a good password is, how lock-out grows, which roles an organisation has, tokens and codes."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from register.core.access import BUYER_ROLES, OWN_ORGANISATION_ONLY, PROVIDER_ROLES, Capacity, Role
from register.organisations.domain import OrganisationKind

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128
RECOVERY_CODES = 10
# Letters that nobody mistakes for one another on paper; 12 of 30 are 58 bits.
RECOVERY_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
RESET_LIFETIME = timedelta(hours=1)
START_LIFETIME = timedelta(days=1)
FORGET_TRIES_AFTER = timedelta(hours=24)
FIRST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(hours=1)


class TryKind(StrEnum):
    """What tries are counted by."""

    ACCOUNT = "account"
    ADDRESS = "address"
    SECOND_FACTOR = "second-factor"
    MAIL = "mail"


# Tries without a wait. An address may be a whole council's, so it has more of them.
FREE_TRIES = {TryKind.ACCOUNT: 5, TryKind.ADDRESS: 50, TryKind.SECOND_FACTOR: 5, TryKind.MAIL: 3}


def lock_length(kind: TryKind, failures: int) -> timedelta:
    """Return how long to wait after the last of `failures` tries in a row: none at first, then doubling to an hour."""
    beyond = failures - FREE_TRIES[kind]
    if beyond < 0:
        return timedelta()
    return min(FIRST_LOCK * (1 << min(beyond, 10)), LONGEST_LOCK)


# The beginnings and words of which lists of stolen passwords are full, after letters were put back for digits.
# Compiled for this service; length and lists instead of "a capital and a digit" follow the NCSC's advice.
COMMON_WORDS = re.compile(
    r"correcthorsebatterystaple|administrator|abcdefghijkl|birmingham|manchester|passphrase|"
    r"placements|qwertyuiop|asdfghjkl|butterfly|chocolate|fostering|liverpool|placement|september|"
    r"temporary|tottenham|vacancies|wednesday|abcdefgh|business|changeme|children|computer|"
    r"december|february|football|iloveyou|internet|michelle|november|password|passwort|princess|"
    r"register|samantha|saturday|scotland|starwars|sunshine|superman|thursday|whatever|arsenal|"
    r"britain|charlie|chelsea|company|council|default|england|everton|goodbye|january|jessica|"
    r"letmein|michael|nothing|october|pokemon|rangers|testing|trustno|tuesday|vacancy|welcome|"
    r"zxcvbnm|access|ashley|august|autumn|banana|batman|celtic|cheese|cookie|daniel|dragon|"
    r"flower|friday|george|london|master|monday|monkey|office|ofsted|please|qwerty|secret|"
    r"shadow|social|spring|summer|sunday|thomas|united|winter|admin|april|guest|hello|login|"
    r"march|wales|abcd|asdf|care|home|july|june|temp|test|this|user|your|abc|and|new|the|"
    r"is|my"
)
_LETTERS = str.maketrans("0134578@$!", "oleastbasi")
_RUN = re.compile(r"(.{1,4})\1{2,}")
_SEQUENCES = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
)


def password_problem(password: str, *, personal: Iterable[str] = ()) -> str | None:
    """Return why a password is refused: "too-short", "too-long", "too-common" or "personal"; None when it is good.

    `personal` holds words that an attacker tries first: the person's name and address, the organisation's name.
    """
    if len(password) < SHORTEST_PASSWORD:
        return "too-short"
    if len(password) > LONGEST_PASSWORD:
        return "too-long"
    if _is_common(password):
        return "too-common"
    lowered = password.casefold()
    words = {part for given in personal for part in re.split(r"[^\w]+", given.casefold()) if len(part) > 3}  # noqa: PLR2004 - shorter ones are in every sentence
    rest = lowered
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return "personal" if rest != lowered and len(re.sub(r"[\W\d_]", "", rest)) < SHORTEST_PASSWORD // 2 else None


def _is_common(password: str) -> bool:
    lowered = password.casefold()
    digits_gone = re.sub(r"[\W\d_]+", "", lowered)
    if len(set(lowered)) < 5 or _RUN.fullmatch(lowered[: len(lowered) - len(lowered) % 2]):  # noqa: PLR2004 - a handful
        return True
    if any(lowered[start : start + 8] in line for line in _SEQUENCES for start in (0, len(lowered) - 8)):
        return True
    for form in (digits_gone, re.sub(r"[\W\d_]+", "", lowered.translate(_LETTERS))):
        if len(COMMON_WORDS.sub("", form)) < 4:  # noqa: PLR2004 - nothing but common words and a letter or two
            return True
    return False


ADMINISTRATOR_OF = {
    OrganisationKind.PROVIDER: Role.PROVIDER_ADMINISTRATOR,
    OrganisationKind.LOCAL_AUTHORITY: Role.COMMISSIONING_LEAD,
    OrganisationKind.CONSORTIUM: Role.CONSORTIUM_MANAGER,
    OrganisationKind.NATIONAL_BODY: Role.REGISTER_ADMINISTRATOR,
    OrganisationKind.ACTING_BODY: Role.COMMISSIONING_LEAD,
}
ADMINISTRATORS = frozenset(ADMINISTRATOR_OF.values())
# A provider may be granted a buying capacity, an authority may run homes: both then hold roles on both sides.
_OFFICERS = BUYER_ROLES - {Role.CONSORTIUM_MANAGER}
ROLES_OF = {
    OrganisationKind.PROVIDER: PROVIDER_ROLES | _OFFICERS,
    OrganisationKind.LOCAL_AUTHORITY: PROVIDER_ROLES | _OFFICERS | {Role.AUDITOR},
    OrganisationKind.CONSORTIUM: BUYER_ROLES | {Role.AUDITOR},
    OrganisationKind.NATIONAL_BODY: frozenset({Role.VERIFIER, Role.REGISTER_ADMINISTRATOR, Role.AUDITOR}),
    OrganisationKind.ACTING_BODY: PROVIDER_ROLES | _OFFICERS,
}


def may_be_limited(role: Role) -> bool:
    """Whether a role may be limited to named settings: a provider's, except the one that looks after people."""
    return role in PROVIDER_ROLES and role is not Role.PROVIDER_ADMINISTRATOR


def needs_second_factor(held: Iterable[Role]) -> bool:
    """Whether any of these roles sees more than its own organisation."""
    return any(role not in OWN_ORGANISATION_ONLY for role in held)


def is_on_both_sides(sides: Iterable[Capacity]) -> bool:
    """Whether these sides hold the providers' and another one."""
    found = set(sides)
    return Capacity.PROVIDING in found and len(found) > 1


@dataclass(frozen=True, slots=True, order=True)
class Acting:
    """What a person may choose to act as: one organisation, on one side."""

    organisation_id: str
    capacity: Capacity

    @property
    def value(self) -> str:
        """Return it as a form sends it."""
        return f"{self.organisation_id}:{self.capacity}"


def plain_email(text: str) -> str:
    """Return an address in the form in which it is kept and compared."""
    return text.strip().casefold()


def new_token() -> str:
    """Return a link's or a session's token: 256 random bits, 43 characters that need no escaping."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """Return what is kept of a random token. Random ones need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_digest(secret: str, kind: TryKind, key: str) -> str:
    """Return what is kept of an address or a name that could be guessed: nobody finds it without the secret."""
    return hmac.new(secret.encode(), f"{kind}:{key}".encode(), hashlib.sha256).hexdigest()


def new_recovery_code() -> str:
    """Return a recovery code as people see it: XXXX-XXXX-XXXX."""
    letters = "".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(12))
    return "-".join(letters[start : start + 4] for start in (0, 4, 8))


def plain_recovery_code(text: str) -> str | None:
    """Return a recovery code as typed, forgiving of case, spaces and dashes; None when it cannot be one."""
    letters = re.sub(r"[\s-]", "", text).upper()
    if len(letters) != 12 or not set(letters) <= set(RECOVERY_ALPHABET):  # noqa: PLR2004 - as new_recovery_code
        return None
    return "-".join(letters[start : start + 4] for start in (0, 4, 8))
