"""The directory's rows as the store's columns, one pass over 2.7 million of them."""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from itertools import product
from string import ascii_uppercase, digits

from register.core.errors import Reason, RuleBroken
from register.geography.domain.postcodes import PostcodeState, parse_postcode
from register.geography.queries.authorities import Authorities
from register.geography.queries.store import INWARD_NUMBERS, MICRODEGREES, STATE_CODES, inward_number
from register.geography.services.directory import Batch
from register.geography.services.grid import to_degrees

_INWARD = {"".join(part): inward_number("".join(part)) for part in product(digits, ascii_uppercase, ascii_uppercase)}
# Codes of the directory that stand for places outside the register's nations: by their first letters.
_OUTSIDE = {
    "N": PostcodeState.NORTHERN_IRELAND,
    "L": PostcodeState.CHANNEL_ISLANDS,
    "M": PostcodeState.ISLE_OF_MAN,
}
# A point as one number: easting and northing on the grid, both below 2^21 metres.
_SHIFT = 21
_MASK = (1 << _SHIFT) - 1
_STATES = {state: code for code, state in STATE_CODES.items()}


def unpacked(points: array[int]) -> list[tuple[int, int]]:
    """Return points that were packed into one number each as (easting, northing)."""
    return [(point >> _SHIFT, point & _MASK) for point in points]


def _is_outward(text: str) -> bool:
    """Whether the first four characters of an entry are an outward code, padded as the directory pads it."""
    outward = text.rstrip()
    return parse_postcode(f"{outward}1AA") == (outward, "1AA")


class _Numbers(dict[str, int]):
    """Gives each new name the next number."""

    def __missing__(self, name: str) -> int:
        self[name] = number = len(self)
        return number


class Columns:
    """Keys, coordinates and lower tiers so far, and the points of each lower tier's part of each district."""

    def __init__(self, known: Authorities) -> None:
        """Start empty; a lower tier that no authority of `known` holds has no place."""
        self._known = known
        self.keys = array("I")
        self.latitudes = array("i")
        self.longitudes = array("i")
        self.tiers = array("H")
        self.malformed = 0
        self.unknown_codes: set[str] = set()
        # By (tier code, district): one packed point for each postcode.
        self.pieces: dict[tuple[str, str], array[int]] = {}
        self.starts: list[int] = []
        self._district_numbers = _Numbers()
        self._tier_numbers = _Numbers()

    @property
    def districts(self) -> list[str]:
        """Outward codes by number."""
        return [name.rstrip() for name in self._district_numbers]

    @property
    def tier_codes(self) -> list[str]:
        """Lower tiers by number: GSS codes, and the stand-ins for places that cannot be given."""
        return list(self._tier_numbers)

    def without_place(self) -> dict[str, int]:
        """Return how many postcodes have no place, by state."""
        counts = Counter(self.tiers)
        return {
            state.value: counts[self._tier_numbers[code]]
            for code, state in STATE_CODES.items()
            if code in self._tier_numbers
        }

    def parts(self) -> list[bytes]:
        """Return the columns as they stand in the file."""
        if sys.byteorder != "little":
            for column in (self.keys, self.latitudes, self.longitudes, self.tiers):
                column.byteswap()
        return [self.keys.tobytes(), self.latitudes.tobytes(), self.longitudes.tobytes(), self.tiers.tobytes()]

    def take(self, batch: Batch) -> None:
        """Add a batch; raises RuleBroken unless every postcode is behind the one before it."""
        outwards = {postcode[:4] for postcode in batch.postcodes}
        if not {postcode[4:] for postcode in batch.postcodes} <= _INWARD.keys() or not all(map(_is_outward, outwards)):
            batch = self._well_formed(batch)
        before = self.keys[-1] if self.keys else -1
        numbers, count = self._district_numbers, len(self.keys)
        keys = array("I", [numbers[one[:4]] * INWARD_NUMBERS + _INWARD[one[4:]] for one in batch.postcodes])
        if keys and (keys[0] <= before or any(map(int.__ge__, keys, memoryview(keys)[1:]))):
            reason = Reason("postcodes", "not-in-order", "The postcodes are not in order, or one is there twice.")
            raise RuleBroken(reason)
        self.keys.extend(keys)
        tiers = self._tiers(batch)
        self.tiers.extend(map(self._tier_numbers.__getitem__, tiers))
        self._add_coordinates(batch, tiers)
        self._add_points(batch, tiers, count)

    def _well_formed(self, batch: Batch) -> Batch:
        rows = zip(batch.postcodes, batch.tiers, batch.eastings, batch.northings, strict=True)
        kept = [row for row in rows if row[0][4:] in _INWARD and _is_outward(row[0][:4])]
        self.malformed += len(batch.postcodes) - len(kept)
        return Batch(*(list(column) for column in zip(*kept, strict=True))) if kept else Batch([], [], [], [])

    def _tiers(self, batch: Batch) -> list[str]:
        """Return each row's GSS code, or the stand-in for a place outside the nations or without a grid reference."""
        nowhere = _STATES[PostcodeState.NO_LOCATION]
        names = {tier: self._new_tier(tier) for tier in {one for one in batch.tiers if isinstance(one, str)}}
        found = [names.get(tier, nowhere) for tier in batch.tiers]
        return [
            nowhere if east != east and name[0] != "=" else name  # noqa: PLR0124 - only NaN differs from itself
            for name, east in zip(found, batch.eastings, strict=True)
        ]

    def _new_tier(self, tier: str) -> str:
        if tier[:1] in _OUTSIDE:
            return _STATES[_OUTSIDE[tier[:1]]]
        if self._known.of_lower_tier(tier):
            return tier
        self.unknown_codes.add(tier)
        return _STATES[PostcodeState.NO_LOCATION]

    def _add_coordinates(self, batch: Batch, tiers: list[str]) -> None:
        placed = [tier[0] != "=" for tier in tiers]
        latitudes, longitudes = to_degrees(
            [value if has else 0.0 for value, has in zip(batch.eastings, placed, strict=True)],
            [value if has else 0.0 for value, has in zip(batch.northings, placed, strict=True)],
        )
        for column, degrees in ((self.latitudes, latitudes), (self.longitudes, longitudes)):
            column.extend([round(one * MICRODEGREES) if has else 0 for one, has in zip(degrees, placed, strict=True)])

    def _add_points(self, batch: Batch, tiers: list[str], position: int) -> None:
        outward, tier, points = "", "", array("Q")
        rows = zip(batch.postcodes, tiers, batch.eastings, batch.northings, strict=True)
        for at, (postcode, this_tier, east, north) in enumerate(rows, start=position):
            this_outward = postcode[:4]
            if this_outward != outward or this_tier != tier:
                if this_outward != outward:
                    self.starts.append(at)
                outward, tier = this_outward, this_tier
                points = self.pieces.setdefault((tier, outward.rstrip()), array("Q")) if tier[0] != "=" else array("Q")
            if tier[0] != "=":
                points.append((int(east) << _SHIFT) | int(north))
