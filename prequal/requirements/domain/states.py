"""How a requirement stands: nine states and their order, and who is asked when."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class State(StrEnum):
    """How a setting stands on one requirement, worst first."""

    FAIL = "FAIL"
    EXPIRED = "EXPIRED"
    MISSING = "MISSING"
    REVIEW = "REVIEW"
    SOURCE_STALE = "SOURCE_STALE"
    PASS_PROVISIONAL = "PASS_PROVISIONAL"  # noqa: S105 - a state, not a password
    PASS_EXPIRING = "PASS_EXPIRING"  # noqa: S105 - a state, not a password
    PASS = "PASS"  # noqa: S105 - a state, not a password
    NOT_APPLICABLE = "NOT_APPLICABLE"

    @property
    def passes(self) -> bool:
        """Whether a setting in this state may be asked for new placements."""
        return self in PASSING

    @property
    def rank(self) -> int:
        """Return the place in the order: 0 is the worst."""
        return RANK[self]


RANK = {state: place for place, state in enumerate(State)}
PASSING = frozenset({State.PASS, State.PASS_EXPIRING, State.PASS_PROVISIONAL, State.NOT_APPLICABLE})


def worst(states: Iterable[State]) -> State:
    """Return the worst of some states; of none, NOT_APPLICABLE."""
    return min(states, key=RANK.__getitem__, default=State.NOT_APPLICABLE)


class Level(StrEnum):
    """Who answers: an organisation once, or each setting for itself."""

    ORGANISATION = "ORG"
    SETTING = "SETTING"


class RequirementClass(StrEnum):
    """What hangs on the answer."""

    GATE = "GATE"  # a worse state keeps the setting out
    INFO = "INFO"  # shown, and keeps nobody out
    MODULE = "MODULE"  # asked where a framework switches it on
    AWARD = "AWARD"  # asked of the chosen provider only


class Nation(StrEnum):
    """Where a setting is registered."""

    ENGLAND = "E"
    SCOTLAND = "S"
    WALES = "W"
