"""The smallest areas behind which the foster households of an agency can hide.

The areas of an authority in which an agency has households are divided into groups, and every household of a group is
shown at the same group. Were each shown at the smallest group around it alone, two groups that overlap could be taken
from one another, and what is left would say where the smaller number lives (docs/decisions/0015).
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from register.geography.domain.neighbours import reach_of

Adjoining = Mapping[str, Iterable[str]]
# Of a group of up to so many areas every way of dividing it is tried; of a larger one the cuts of its trees.
_EVERY_WAY = 12


def household_groups(counts: Mapping[str, int], adjoining: Adjoining, *, minimum: int) -> tuple[frozenset[str], ...]:
    """Divide the areas in which households are into groups of at least `minimum` households each.

    `counts` are households by area, `adjoining` the areas of the one authority and which of them adjoin. Every group
    hangs together, none can be divided further, and each area with a household is in exactly one. Empty where the
    authority has too few in all, or where no group can reach the minimum: then only the authority may be said.
    The order in which anything comes does not matter.
    """
    held = {area: counts.get(area, 0) for area in sorted(adjoining)}
    if sum(held.values()) < minimum or sum(held.values()) < sum(counts.values()):
        return ()
    groups = _merged(held, adjoining, minimum=minimum)
    if groups is None:
        return ()
    smallest = [_trimmed(part, held, adjoining) for one in groups for part in _divided(one, held, adjoining, minimum)]
    return tuple(sorted((frozenset(one) for one in smallest), key=sorted))


def _merged(held: Mapping[str, int], adjoining: Adjoining, *, minimum: int) -> list[set[str]] | None:
    """Join each group that holds too few with the nearest one, over areas without households where need be."""
    groups = [{area} for area, count in held.items() if count]
    while True:
        small = [one for one in groups if _total(one, held) < minimum]
        if not small:
            return groups
        group = min(small, key=lambda one: (_total(one, held), sorted(one)))
        others = [one for one in groups if one is not group]
        joined = _nearest(group, others, held, adjoining)
        if joined is None:
            return None
        way, other = joined
        groups = [one for one in others if one is not other] + [group | way | other]


def _nearest(
    group: set[str], others: list[set[str]], held: Mapping[str, int], adjoining: Adjoining
) -> tuple[set[str], set[str]] | None:
    """Return the nearest other group, of several the one with fewest households, and the areas on the way to it."""
    came_from: dict[str, str | None] = dict.fromkeys(sorted(group))
    rim = sorted(group)
    while rim:
        step: dict[str, str] = {}
        for area in rim:
            for one in sorted(adjoining[area]):
                if one in held and one not in came_from:
                    step.setdefault(one, area)
        came_from |= step
        met = [(one, area) for one in others for area in sorted(step) if area in one]
        if met:
            other, at = min(met, key=lambda item: (_total(item[0], held), item[1]))
            way = set()
            back = came_from[at]
            while back is not None and back not in group:
                way.add(back)
                back = came_from[back]
            return way, other
        rim = sorted(step)
    return None


def _divided(group: set[str], held: Mapping[str, int], adjoining: Adjoining, minimum: int) -> Iterator[set[str]]:
    """Give the parts of a group that hold the minimum each and hang together, as small as they can be."""
    ways = _every_way(group) if len(group) <= _EVERY_WAY else _cuts(group, adjoining)
    for part in ways:
        rest = group - part
        if (
            min(_total(part, held), _total(rest, held)) >= minimum
            and _hangs(part, adjoining)
            and _hangs(rest, adjoining)
        ):
            yield from _divided(part, held, adjoining, minimum)
            yield from _divided(rest, held, adjoining, minimum)
            return
    yield group


def _every_way(group: set[str]) -> Iterator[set[str]]:
    first, *others = sorted(group)
    for size in range(len(others)):
        for chosen in combinations(others, size):
            yield {first, *chosen}


def _cuts(group: set[str], adjoining: Adjoining) -> Iterator[set[str]]:
    """Give what hangs below each area of a tree that spans the group, for the tree of every root."""
    for root in sorted(group):
        above: dict[str, str | None] = {root: None}
        order = [root]
        for area in order:
            for one in sorted(adjoining[area]):
                if one in group and one not in above:
                    above[one] = area
                    order.append(one)
        below = {area: {area} for area in order}
        for area in reversed(order[1:]):
            yield below[area]
            below[above[area] or root] |= below[area]


def _trimmed(group: set[str], held: Mapping[str, int], adjoining: Adjoining) -> set[str]:
    """Leave out areas without households that are not needed to hang together."""
    for area in sorted(group):
        if not held[area] and len(group) > 1 and _hangs(group - {area}, adjoining):
            return _trimmed(group - {area}, held, adjoining)
    return group


def _hangs(group: set[str], adjoining: Adjoining) -> bool:
    return reach_of(min(group), adjoining, within=group) == group


def _total(group: set[str], held: Mapping[str, int]) -> int:
    return sum(held[area] for area in group)
