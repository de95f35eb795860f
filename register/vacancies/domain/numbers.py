"""The numbers of a setting: how many places it is registered for, and what stands in each.

A registered place is filled, held for first refusal, being matched, unavailable, open, or nothing has been said of it.
Filled is told by the holder once and kept by what happens to vacancies; the others are counted from vacancies. A
planned vacancy counts nowhere: its place is still what it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from register.core.errors import Reason

MOST_FILLED = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """How many places stand how. `registered` is None where nobody says how many there are, `filled` until told."""

    registered: int | None = None
    filled: int | None = None
    held: int = 0
    matching: int = 0
    unavailable: int = 0
    open: int = 0

    @property
    def empty(self) -> int:
        """Return how many empty places vacancies speak of."""
        return self.held + self.matching + self.unavailable + self.open

    @property
    def taken(self) -> int:
        """Return how many places are spoken for, filled or empty."""
        return (self.filled or 0) + self.empty

    @property
    def left(self) -> int | None:
        """Return of how many registered places nothing has been said; None where nobody says how many there are."""
        return None if self.registered is None else max(0, self.registered - self.taken)

    @property
    def over(self) -> int:
        """Return by how many places more than registered are spoken for."""
        return 0 if self.registered is None else max(0, self.taken - self.registered)

    def offering(self, places: int) -> "Numbers":
        """Return the numbers with so many open places more."""
        return replace(self, open=self.open + places)

    def freed(self, places: int) -> "Numbers":
        """Return the numbers after so many filled places have become free; never fewer than none filled."""
        return self if self.filled is None else replace(self, filled=max(0, self.filled - places))

    def filled_by(self, places: int) -> "Numbers":
        """Return the numbers after so many places were filled."""
        return self if self.filled is None else replace(self, filled=self.filled + places)


NOTHING_TOLD = Numbers()


def offer_reasons(numbers: Numbers, places: int) -> tuple[Reason, ...]:
    """Return why so many empty places more cannot be told of a setting; empty when they can."""
    if numbers.left is None or places <= numbers.left:
        return ()
    text = _(
        "This setting is registered for %(registered)s: %(filled)s filled and %(empty)s already offered, held, "
        "matching or not available. %(left)s can still be offered. If a child has moved out, correct how many are "
        "filled first",
        registered=numbers.registered,
        filled=numbers.filled or 0,
        empty=numbers.empty,
        left=numbers.left,
    )
    return (Reason("places", "more-than-registered", text),)


def filled_reasons(numbers: Numbers, filled: int) -> tuple[Reason, ...]:
    """Return why a setting cannot have so many filled places; empty when it can."""
    return tuple(_filled_reasons(numbers, filled))


def _filled_reasons(numbers: Numbers, filled: int) -> Iterator[Reason]:
    if not 0 <= filled <= MOST_FILLED:
        yield Reason("filled", "filled", _("Enter how many places are filled, 0 or more"))
        return
    after = replace(numbers, filled=filled)
    if after.over:
        text = _(
            "This setting is registered for %(registered)s and %(empty)s are offered, held, matching or not available: "
            "at most %(most)s can be filled. Fill or withdraw a vacancy first",
            registered=numbers.registered,
            empty=numbers.empty,
            most=max(0, (numbers.registered or 0) - numbers.empty),
        )
        yield Reason("filled", "more-than-registered", text)
