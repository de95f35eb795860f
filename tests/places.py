"""A small country for tests: a few districts of real authorities with invented postcodes on a lattice.

LS1, LS2 (Leeds) hold enough postcodes to be areas, LS3 and LS4 (Leeds) do not; BD1 is in Bradford and a corner of it in
Leeds; TR21 is all there is of the Isles of Scilly.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from register.geography.queries import Gazetteer, authorities, gazetteer
from register.geography.services.build import BuildReport, build_store, write_store
from register.geography.services.directory import batch_of

Row = tuple[str, str | None, float | None, float | None]

LEEDS, BRADFORD, SCILLY, COTSWOLD = "E08000035", "E08000032", "E06000053", "E07000079"
MINIMUM = 6
LETTERS = "ABDEFGHJLN"


def lattice(district: str, tier: str, count: int, *, east: int, north: int, sector: int = 1) -> Iterator[Row]:
    """Postcodes of one district, 100 m apart, ten in a row."""
    for number in range(count):
        across, up = number % 10, number // 10
        inward = f"{sector}{LETTERS[up]}{LETTERS[across]}"
        yield f"{district} {inward}", tier, east + 100.0 * across, north + 100.0 * up


def small_country() -> list[Row]:
    """Every row of the small country."""
    return [
        *lattice("LS1", LEEDS, 20, east=430_000, north=433_000),
        *lattice("LS2", LEEDS, 12, east=431_200, north=433_000),
        *lattice("LS3", LEEDS, 3, east=432_400, north=433_000),
        *lattice("LS4", LEEDS, 2, east=429_000, north=433_000),
        *lattice("BD1", BRADFORD, 15, east=416_000, north=433_000),
        *lattice("BD1", LEEDS, 2, east=428_000, north=433_000, sector=2),
        *lattice("TR21", SCILLY, 4, east=90_000, north=10_000),
        *lattice("GL7", COTSWOLD, 8, east=402_000, north=202_000),
        ("LS1 9ZZ", None, None, None),
        ("BT1 1AA", "N09000003", 333_000.0, 374_000.0),
        ("JE2 3AA", "L99999999", None, None),
        ("IM1 1AA", "M99999999", None, None),
    ]


def a_store(folder: Path, rows: list[Row] | None = None, *, minimum: int = MINIMUM) -> BuildReport:
    """Write a store of these rows, of the small country by default."""
    folder.mkdir(parents=True, exist_ok=True)
    recipe = {"version": "test", "minimum": minimum}
    return write_store(
        folder, [batch_of(small_country() if rows is None else rows)], recipe=recipe, known=authorities()
    )


def a_gazetteer(folder: Path, rows: list[Row] | None = None, *, minimum: int = MINIMUM) -> Gazetteer:
    """Return the gazetteer of such a store."""
    a_store(folder, rows, minimum=minimum)
    return gazetteer(folder)


ROOT = Path(__file__).resolve().parent.parent


def national_folder() -> Path:
    """Return a folder with the store of the whole postcode directory, built once for each state of the code."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "register" / "geography").rglob("*.py")):
        digest.update(path.read_bytes())
    folder = ROOT / "build" / "geography" / digest.hexdigest()[:16]
    build_store(folder, minimum=300)
    for earlier in folder.parent.iterdir():
        if earlier != folder:
            shutil.rmtree(earlier, ignore_errors=True)
    return folder
