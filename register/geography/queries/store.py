"""The postcode store: one sorted file, mapped into memory, read by any number of processes.

Layout: 8 bytes of magic, the length of the header as a little-endian unsigned 32-bit integer, the header (JSON:
recipe, districts and where each begins, lower tiers, areas, count), padding to 8 bytes, then four columns of `count`
items each: key (uint32, ascending: district number * 6,760 + inward number), latitude and longitude (int32,
millionths of a degree) and lower tier (uint16). A key is found by bisection within its district.
"""

from __future__ import annotations

import json
import mmap
import sys
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from register.geography.domain.areas import Area
from register.geography.domain.points import Point
from register.geography.domain.postcodes import PostcodeState

MAGIC = b"GAZETT01"
FILE_NAME = "geography.bin"
INWARD_NUMBERS = 10 * 26 * 26
MICRODEGREES = 1_000_000
# The lower tiers that stand for "not in the register's nations" or "no grid reference", beside real GSS codes.
STATE_CODES: dict[str, PostcodeState] = {f"={state.value}": state for state in PostcodeState}


class StoreError(Exception):
    """The file is not a whole store of this version."""


def inward_number(inward: str) -> int:
    """Return the number of an inward part ("2AB"), 0 to 6,759."""
    return (int(inward[0]) * 26 + ord(inward[1]) - 65) * 26 + ord(inward[2]) - 65


def padded(size: int) -> int:
    """Return the size rounded up to 8 bytes."""
    return -(-size // 8) * 8


def read_header(path: Path) -> dict[str, Any]:
    """Return the header of a store; raises StoreError if the file is cut short or something else."""
    with path.open("rb") as file:
        start = file.read(12)
        size = int.from_bytes(start[8:], "little")
        content = file.read(size) if start[:8] == MAGIC else b""
        file.seek(0, 2)
        length = file.tell()
    if len(start) < 12 or len(content) < size or not size:  # noqa: PLR2004 - the fixed head
        raise StoreError(f"{path.name} is not a postcode store")
    header: dict[str, Any] = json.loads(content)
    if length != column_offsets(size, header["count"])[-1]:
        raise StoreError(f"{path.name} is cut short")
    return header


def column_offsets(header_size: int, count: int) -> list[int]:
    """Return where each of the four columns starts, and where the file ends."""
    offsets = [padded(12 + header_size)]
    for width in (4, 4, 4, 2):
        offsets.append(offsets[-1] + padded(width * count))
    return offsets


class PostcodeStore:
    """The open file."""

    def __init__(self, path: Path) -> None:
        """Map the file; raises FileNotFoundError if it was never built and StoreError if it is not whole."""
        if sys.byteorder != "little":
            raise StoreError("the postcode store is read on little-endian machines only")
        self.header = read_header(path)
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        count: int = self.header["count"]
        size = int.from_bytes(self._map[8:12], "little")
        view = memoryview(self._map)
        offsets = column_offsets(size, count)
        self._keys: Sequence[int] = view[offsets[0] : offsets[0] + 4 * count].cast("I")
        self._latitudes: Sequence[int] = view[offsets[1] : offsets[1] + 4 * count].cast("i")
        self._longitudes: Sequence[int] = view[offsets[2] : offsets[2] + 4 * count].cast("i")
        self._tiers: Sequence[int] = view[offsets[3] : offsets[3] + 2 * count].cast("H")
        self._district_numbers = {name: number for number, name in enumerate(self.header["districts"])}
        # Where the entries of each district begin, and the last ones end: bisection starts inside its own district.
        self._starts: list[int] = [*self.header["starts"], count]
        self._tier_codes: list[str] = self.header["lower_tiers"]

    def __len__(self) -> int:
        """How many postcodes it holds."""
        return len(self._keys)

    @property
    def districts(self) -> Sequence[str]:
        """Every outward code in it, in alphabetical order."""
        return list(self._district_numbers)

    def find(self, outward: str, inward: str) -> tuple[str, float, float] | None:
        """Return a postcode's lower tier (or a key of STATE_CODES), latitude and longitude; None if it is not there."""
        district = self._district_numbers.get(outward)
        if district is None:
            return None
        key = district * INWARD_NUMBERS + inward_number(inward)
        end = self._starts[district + 1]
        position = bisect_left(self._keys, key, self._starts[district], end)
        if position == end or self._keys[position] != key:
            return None
        return (
            self._tier_codes[self._tiers[position]],
            self._latitudes[position] / MICRODEGREES,
            self._longitudes[position] / MICRODEGREES,
        )

    def areas(self) -> list[Area]:
        """Return the areas that were computed with it, whole authorities included."""
        return [area_from(row) for row in self.header["areas"]]


def area_from(row: Mapping[str, Any]) -> Area:
    """Return an area from its entry in the header."""
    return Area(
        id=row["id"],
        name=row["name"],
        authority=row["authority"],
        districts=tuple(row["districts"]),
        centroid=Point(*row["centroid"]),
        radius_m=row["radius_m"],
        reach_m=row["reach_m"],
        postcodes=row["postcodes"],
        locations=row["locations"],
    )
