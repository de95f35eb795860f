"""postcodes: look-ups of typed postcodes in the store of the whole directory, beside a SQLite table of the same rows.

50,000 postcodes at random, typed as people do (either case, with and without the space), each to authority and point.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from register.geography.domain.postcodes import PostcodeState, parse_postcode
from register.geography.queries import gazetteer
from register.geography.services.build import build_store
from register.geography.services.directory import PostcodeDirectory
from tests.benchmark.measuring import Entry, each, paired, percentile

LOOKUPS = 50_000
MICROSECONDS_MOST = 20.0


def rows() -> Iterator[tuple[str, str | None, float, float]]:
    for batch in PostcodeDirectory().batches():
        tiers = (tier if isinstance(tier, str) else None for tier in batch.tiers)
        yield from zip(batch.postcodes, tiers, batch.eastings, batch.northings, strict=True)


def typed(sample: list[str]) -> list[str]:
    """The postcodes as people type them."""
    chance = random.Random(11)
    forms = (str.lower, str.upper, lambda text: text.replace(" ", ""), lambda text: f" {text[:4].strip()}  {text[4:]} ")
    return [chance.choice(forms)(postcode) for postcode in sample]


def table(path: Path) -> sqlite3.Connection:
    """Everything in one table, found by its primary key."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA mmap_size=1073741824")
    connection.execute("PRAGMA cache_size=-262144")
    connection.execute(
        "CREATE TABLE postcode (postcode TEXT PRIMARY KEY, tier TEXT, east REAL, north REAL) WITHOUT ROWID"
    )
    with connection:
        connection.executemany("INSERT INTO postcode VALUES (?, ?, ?, ?)", rows())
    return connection


def measure() -> list[Entry]:
    with tempfile.TemporaryDirectory() as folder:
        report = build_store(Path(folder), minimum=300)
        known = gazetteer(Path(folder))
        connection = table(Path(folder) / "postcodes.sqlite")
        sample = [
            row[0]
            for row in connection.execute(
                "SELECT postcode FROM postcode WHERE tier < 'L' AND east IS NOT NULL ORDER BY random() LIMIT ?",
                [LOOKUPS],
            )
        ]
        asked = typed(sample)

        def ours() -> None:
            for text in asked:
                if known.postcode(text).state is not PostcodeState.FOUND:
                    raise AssertionError("a postcode of the directory was not found")

        def theirs() -> None:
            for text in asked:
                outward, inward = parse_postcode(text) or ("", "")
                query = "SELECT tier, east, north FROM postcode WHERE postcode = ?"
                if connection.execute(query, [f"{outward:<4}{inward}"]).fetchone() is None:
                    raise AssertionError("a postcode of the directory was not found")

        mine, other, ratio = paired(ours, theirs, rounds=5)
        single = each(asked, known.postcode)
        connection.close()
    size = report.postcodes
    return [
        Entry(
            f"postcodes:store:{size}:rate",
            LOOKUPS / mine,
            "look-ups/s",
            against=f"a SQLite primary key, {LOOKUPS / other:,.0f}/s",
            ratio=1 / ratio,
            least=1.0,
        ),
        *(
            Entry(
                f"postcodes:store:{size}:p{share}",
                percentile(single, share / 100) * 1e6,
                "µs",
                most=MICROSECONDS_MOST if share == 50 else None,
            )
            for share in (50, 95)
        ),
        Entry(f"postcodes:build:{size}:once", report.seconds, "s"),
    ]
