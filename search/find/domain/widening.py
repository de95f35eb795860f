"""How a search that found little may be widened: farther away, without one requirement, or where nothing is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.find.domain.asked import NEEDED, Asked, Values, wider

# So few results that wider searches are offered beside them.
FEW = 5
_FARTHER = 2
# The answers that may be let go, each with the filters that it set. An age never is.
_MAY_GO = (
    ("education",),
    ("language",),
    ("solo",),
    ("emergency", "available"),
    ("available",),
    ("purpose",),
    ("provision",),
    ("contract",),
    ("authority",),
    ("gender",),
    ("places", "siblings"),
)
MOST = 12


@dataclass(frozen=True, slots=True)
class Widening:
    """A wider search, its key in the form, and what it lets go.

    `about` is "radius", "unsaid" (a need that may be left unsaid), "need", "words" or a filter's name; `codes` the
    values that go.
    """

    about: str
    codes: tuple[str, ...]
    asked: Asked

    @property
    def key(self) -> str:
        """How a form names it."""
        return ".".join((self.about, *self.codes[:1])) if self.about in _OF_ONE else self.about


_OF_ONE = frozenset({"radius", "unsaid", "need"})


def widenings(asked: Asked) -> tuple[Widening, ...]:
    """Give the ways to widen a search, in the order in which officers would try them; never more than `MOST`."""
    ways = tuple(_all(asked))
    return ways if len(ways) <= MOST else (*ways[: MOST - 1], ways[-1])


def find_widening(asked: Asked, key: str) -> Widening | None:
    """Find the wider search that a form names."""
    return next((one for one in widenings(asked) if one.key == key), None)


def _all(asked: Asked) -> Iterator[Widening]:
    *radii, last = wider(asked.radius_miles) or (None,)
    for miles in radii[:_FARTHER]:
        yield _farther(asked, miles)
    needs = asked.codes("need")
    for code in needs:
        yield Widening("unsaid", (code,), _moved(asked, code))
    for code in asked.codes(*NEEDED):
        yield Widening("need", (code,), _without_need(asked, code))
    if asked.words:
        yield Widening("words", (asked.words,), replace(asked, words=""))
    for names in _MAY_GO:
        if asked.codes(names[0]):
            kept = {name: values for name, values in asked.chosen.items() if name not in names}
            yield Widening(names[0], asked.codes(names[0]), replace(asked, chosen=kept))
    # The whole country as a last resort: it also takes longest to count.
    if last is not None:
        yield _farther(asked, last)


def _farther(asked: Asked, miles: int) -> Widening:
    return Widening("radius", (str(miles),), replace(asked, radius_miles=miles))


def _moved(asked: Asked, code: str) -> Asked:
    said = [one for one in asked.codes("need") if one != code]
    return replace(asked, chosen={**asked.chosen, "need": said, "unrefused": [*asked.codes("unrefused"), code]})


def _without_need(asked: Asked, code: str) -> Asked:
    less: dict[str, Values] = {name: [one for one in asked.codes(name) if one != code] for name in NEEDED}
    return replace(asked, chosen={**asked.chosen, **less})
