"""A country of three authorities small enough to be built for a test."""

from pathlib import Path

from register.geography.queries import authorities
from register.geography.services.build import write_store
from register.geography.services.directory import batch_of

MANCHESTER, LANCASHIRE, LEEDS = "E08000003", "E10000017", "E08000035"
# Lower-tier code, district, easting and northing of its middle.
_DISTRICTS = (
    ("E08000003", "M1", 384_500, 397_800),
    ("E08000003", "M22", 382_500, 388_000),
    ("E07000123", "PR1", 354_000, 429_500),
    ("E07000123", "PR2", 352_500, 431_500),
    ("E08000035", "LS6", 427_500, 436_000),
)


def a_small_country(folder: Path) -> None:
    """Build the geography store of five districts, with 20 postcodes each about its middle."""
    rows = [
        (f"{district} {number % 10}A{'ABDEFGHJLN'[number // 10]}", tier, east + 40 * number, north + 25 * number)
        for tier, district, east, north in _DISTRICTS
        for number in range(20)
    ]
    write_store(folder, [batch_of(rows)], recipe={"format": 1, "version": "test", "minimum": 10}, known=authorities())
