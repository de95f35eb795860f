"""Where below its setting a vacancy is: premises or a household, with room for what is offered."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from register.core.errors import Reason
from register.dwellings.domain.kinds import DwellingKind


@dataclass(frozen=True, slots=True)
class Room:
    """How many places a dwelling has, and how many of them other vacancies offer."""

    capacity: int
    offered: int


def choice_reasons(dwelling_id: str | None, room: Room | None) -> Iterator[Reason]:
    """Give why a dwelling cannot be chosen: it is not one of the holder's that are in use at this setting."""
    if dwelling_id is not None and room is None:
        yield Reason("dwelling_id", "unknown", _("Choose from the list"))


def room_reasons(
    kind: DwellingKind | None, dwelling_id: str | None, room: Room | None, places: int, *, planned: bool = False
) -> Iterator[Reason]:
    """Give why a vacancy cannot be offered where it is: it is nowhere, or has no room there.

    A planned place waits until another is given up: it is held against the whole dwelling.
    """
    if kind is not None and dwelling_id is None:
        text = (
            _("Choose at which premises the place is: others are shown their area")
            if kind is DwellingKind.PREMISES
            else _("Choose with which household the place is: others are shown an area large enough to hide it")
        )
        yield Reason("dwelling_id", "missing", text)
    offered = room.offered if room is not None and not planned else 0
    if room is not None and places > room.capacity - offered:
        text = _(
            "There is room for %(capacity)s and you already offer %(offered)s: %(left)s can still be offered",
            capacity=room.capacity,
            offered=offered,
            left=max(0, room.capacity - offered),
        )
        yield Reason("places", "more-than-dwelling", text)
