"""Building the postcode store: read the directory once, form the areas, put the file in its place whole.

Safe to be killed at any moment: the file is written beside its place, flushed to disk and renamed over it, and what an
interrupted build left is removed by the next. Two builds of one folder wait for each other.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from register.geography.domain.areas import Area
from register.geography.queries.authorities import DATA, Authorities, authorities
from register.geography.queries.store import FILE_NAME, MAGIC, StoreError, column_offsets, padded, read_header
from register.geography.services.columns import Columns
from register.geography.services.directory import Batch, PostcodeDirectory
from register.geography.services.forming import Watch, formed_areas, unwatched

FORMAT = 2
# The tables that say which authority a postcode is in, and what an area is called.
_TABLES = ("authorities.csv", "lower_tiers.csv")


@dataclass(slots=True)
class BuildReport:
    """What a build did. `unknown_codes` are local authority codes of the directory that no table of ours knows."""

    built: bool
    version: str
    minimum: int
    postcodes: int
    without_place: dict[str, int]
    malformed: int
    unknown_codes: list[str]
    districts: int
    authorities: int
    areas: int
    bytes: int
    seconds: float = field(default=0.0)

    @property
    def complete(self) -> bool:
        """Whether every row of the directory was understood."""
        return not self.malformed and not self.unknown_codes

    def as_dict(self) -> dict[str, Any]:
        """Return it for `--json`."""
        return asdict(self)


def build_store(folder: Path, *, minimum: int, again: bool = False, watch: Watch = unwatched) -> BuildReport:
    """Build the store in a data folder from the installed directory, unless the same one is there already.

    Raises Unavailable when the directory cannot be read, RuleBroken and OSError as `write_store` does.
    """
    directory = PostcodeDirectory()
    began = time.monotonic()
    recipe = {"format": FORMAT, "version": directory.version, "minimum": minimum, "tables": _tables_digest()}
    folder.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(folder):
        header = None if again else whole_header(folder / FILE_NAME)
        if header is None or header["recipe"] != recipe:
            batches = watch(directory.batches(), total=len(directory.files), words="Postcodes")
            report = write_store(folder, batches, recipe=recipe, known=authorities(), watch=watch)
        else:
            report = BuildReport(built=False, bytes=(folder / FILE_NAME).stat().st_size, **header["report"])
    report.seconds = round(time.monotonic() - began, 2)
    return report


def write_store(
    folder: Path, batches: Iterable[Batch], *, recipe: dict[str, Any], known: Authorities, watch: Watch = unwatched
) -> BuildReport:
    """Write a store from any batches in order of postcode.

    `recipe` says what it is made of and must hold `version` and `minimum`. Raises RuleBroken when the postcodes are
    not in ascending order or one is there twice, OSError when the disk is full.
    """
    columns = Columns(known)
    for batch in batches:
        columns.take(batch)
    formed = formed_areas(columns, known, minimum=recipe["minimum"], watch=watch)
    report = {
        "version": recipe["version"],
        "minimum": recipe["minimum"],
        "postcodes": len(columns.keys),
        "without_place": columns.without_place(),
        "malformed": columns.malformed,
        "unknown_codes": sorted(columns.unknown_codes),
        "districts": len(columns.districts),
        "authorities": len(formed.wholes),
        "areas": len(formed.areas),
    }
    parts = columns.parts()
    header: dict[str, Any] = {
        "recipe": recipe,
        "report": report,
        "count": len(columns.keys),
        "checksum": _checksum(parts),
        "districts": columns.districts,
        "starts": columns.starts,
        "lower_tiers": columns.tier_codes,
        "areas": [_entry(area) for area in formed.stored()],
        "district_areas": formed.district_areas,
        "lower_tier_discs": formed.lower_tier_discs,
        "adjoining": formed.adjoining,
    }
    size = _put(folder / FILE_NAME, json.dumps(header, separators=(",", ":")).encode(), parts)
    return BuildReport(built=True, bytes=size, **report)


def _entry(area: Area) -> dict[str, Any]:
    return asdict(area) | {"centroid": (area.centroid.latitude, area.centroid.longitude)}


def _put(path: Path, header: bytes, parts: list[bytes]) -> int:
    """Write the file beside its place, flush it to disk, rename it. Return its size in bytes."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with partial.open("wb") as file:
            file.write(MAGIC + len(header).to_bytes(4, "little") + header)
            for part in parts:
                file.write(b"\0" * (padded(file.tell()) - file.tell()))
                file.write(part)
            file.write(b"\0" * (padded(file.tell()) - file.tell()))
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    _flush_folder(path.parent)
    return size


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _checksum(parts: Iterable[bytes | memoryview]) -> int:
    checksum = 0
    for part in parts:
        checksum = zlib.crc32(part, checksum)
    return checksum


def whole_header(path: Path) -> dict[str, Any] | None:
    """Return the header of a store that is whole to the last byte, None if there is no such store."""
    try:
        header = read_header(path)
    except (FileNotFoundError, StoreError, ValueError, KeyError):
        return None
    content = memoryview(path.read_bytes())
    offsets = column_offsets(int.from_bytes(content[8:12], "little"), header["count"])
    widths = (4, 4, 4, 2)
    parts = (
        content[offset : offset + width * header["count"]] for offset, width in zip(offsets[:-1], widths, strict=True)
    )
    return header if _checksum(parts) == header["checksum"] else None


def _tables_digest() -> str:
    digest = hashlib.sha256()
    for name in _TABLES:
        digest.update((DATA / name).read_bytes())
    return digest.hexdigest()


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Wait for another build of this folder, then clear away what a killed one left."""
    with (folder / f".{FILE_NAME}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob(f".{FILE_NAME}.*"):
            if left.suffix[1:].isdigit():
                left.unlink(missing_ok=True)
        yield
