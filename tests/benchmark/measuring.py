"""What a measurement is, and how times are taken so that two of them can be compared."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One line of build/bench.json.

    `name` is `entry:engine:size:percentile`. `ratio` is `value` divided by what `against` names, or None where a value
    stands alone. `goal` bounds the ratio, or the value where there is no ratio, from above (`most`) or from below
    (`least`); an entry with neither only reports and always holds.
    """

    name: str
    value: float
    unit: str
    against: str = ""
    ratio: float | None = None
    most: float | None = None
    least: float | None = None

    @property
    def goal(self) -> str:
        """The bound in words, empty where the entry only reports."""
        what = "ratio" if self.ratio is not None else self.unit
        limits = (("<=", self.most), (">=", self.least))
        bounds = [f"{sign} {limit:g}" for sign, limit in limits if limit is not None]
        return f"{what} {' and '.join(bounds)}" if bounds else ""

    @property
    def holds(self) -> bool:
        """Whether the bounds are kept; a number that is none keeps no bound."""
        measured = self.ratio if self.ratio is not None else self.value
        if math.isnan(measured):
            return False
        return (self.most is None or measured <= self.most) and (self.least is None or measured >= self.least)


def percentile(values: Iterable[float], share: float) -> float:
    """Nearest-rank percentile: the smallest value that at least `share` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values were measured")
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def seconds(action: Callable[[], object]) -> float:
    """Wall-clock seconds of one call, with the garbage of what went before collected first."""
    gc.collect()
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def paired(ours: Callable[[], object], theirs: Callable[[], object], *, rounds: int) -> tuple[float, float, float]:
    """Run two actions by turns, each first every second time, so that a slow moment of the machine hits both.

    Returns the median seconds of ours, of theirs, and the median of the rounds' ratios ours / theirs.
    """
    pairs: list[tuple[float, float]] = []
    for number in range(rounds):
        if number % 2:
            second = seconds(theirs)
            pairs.append((seconds(ours), second))
        else:
            first = seconds(ours)
            pairs.append((first, seconds(theirs)))
    return (
        median(mine for mine, _ in pairs),
        median(other for _, other in pairs),
        median(mine / other for mine, other in pairs),
    )


def each(actions: Sequence[Any], run: Callable[[Any], object]) -> list[float]:
    """Seconds of each of many short calls, after one untimed pass over the first few."""
    for action in actions[: max(1, len(actions) // 20)]:
        run(action)
    gc.collect()
    taken = []
    for action in actions:
        began = time.perf_counter()
        run(action)
        taken.append(time.perf_counter() - began)
    return taken
