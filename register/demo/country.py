"""The fictional country: which providers run which settings where, drawn from the published shape of the real one.

Counts by authority and type come from `data/shape.csv`; names, identifiers and ownership are invented. Everything is
decided by the seed and the day, each part by a generator of its own, so that one part can change without the others.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from register.demo import names
from register.regulators.importers.facts import Source

SHAPE = Path(__file__).parent / "data" / "shape.csv"
DEFAULT_SETTINGS = 5_600
SETTINGS_A_PROVIDER = 5_600 / 2_500
LARGEST_SHARE = 183 / 5_600
HISTORY = timedelta(days=426)  # fourteen months

JUDGEMENTS = ("Outstanding", "Good", "Requires improvement to be good", "Inadequate")
JUDGEMENT_WEIGHTS = (12, 66, 18, 4)


@dataclass(frozen=True, slots=True)
class Cell:
    """How many settings and places of one type one authority has."""

    gss: str
    authority: str
    region: str
    nation: str
    provision: str
    code: str
    settings: int
    places: int


@dataclass(frozen=True, slots=True)
class FictionalSetting:
    """One setting of the fictional country; `number` is its place in the drawing order."""

    number: int
    source: Source
    scheme: str
    id: str
    provision: str
    code: str
    gss: str
    authority: str
    region: str
    owner: str
    places: int | None
    premises: int
    opened_on: date
    closed_on: date | None
    judgement: str | None
    inspected_on: date | None


def generator(seed: int, today: date, part: str) -> random.Random:
    """Return the generator of one part."""
    return random.Random(f"{seed}:{today.isoformat()}:{part}")


def read_shape() -> list[Cell]:
    """Return the shape's cells in the file's order."""
    with SHAPE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return [
            Cell(
                row["gss"],
                row["authority"],
                row["region"],
                row["nation"],
                row["provision"],
                row["code"],
                int(row["settings"]),
                int(row["places"] or 0),
            )
            for row in rows
        ]


def provider_sizes(settings: int, providers: int) -> list[int]:
    """Share settings among providers as the sector does: most have one, one has 183 of 5,600."""
    providers = max(1, min(providers, settings))
    largest = max(1, min(round(settings * LARGEST_SHARE), settings - providers + 1))
    sizes = [1] * providers
    left = settings - providers
    rank = 0
    while left > 0:
        share = min(left, max(1, round((largest - 1) / (rank % providers + 1) ** 0.9)))
        sizes[rank % providers] += share
        left -= share
        rank += 1
    return sizes


def draw_settings(seed: int, today: date, count: int) -> list[FictionalSetting]:
    """Draw the country's settings: `count` of them live today, a few more that closed within the history."""
    rng = generator(seed, today, "settings")
    cells = read_shape()
    total = sum(cell.settings for cell in cells)
    closing = max(1, count // 40)
    wanted = count + closing
    # Largest remainders would favour the same cells at every size; a systematic sample keeps every share.
    bounds = list(accumulate(cell.settings for cell in cells))
    step, start = total / wanted, rng.random()
    drawn: list[Cell] = []
    at = 0
    for number in range(wanted):
        point = (number + start) * step
        while bounds[at] <= point and at < len(cells) - 1:
            at += 1
        drawn.append(cells[at])
    rng.shuffle(drawn)
    owners = _owners(wanted, rng)
    closed = set(rng.sample(range(wanted), closing))
    return [
        _setting(number, cell, owners[number], today, rng, closed=number in closed) for number, cell in enumerate(drawn)
    ]


def _owners(wanted: int, rng: random.Random) -> list[str]:
    sizes = provider_sizes(wanted, round(wanted / SETTINGS_A_PROVIDER))
    owners = names.provider_names(len(sizes), rng)
    return [owner for owner, size in zip(owners, sizes, strict=True) for _ in range(size)]


def _setting(number: int, cell: Cell, owner: str, today: date, rng: random.Random, *, closed: bool) -> FictionalSetting:
    source, scheme, identifier = _identifier(cell, number)
    recent = rng.random() < 0.12
    opened = today - (timedelta(days=rng.randrange(30, 426)) if recent else timedelta(days=rng.randrange(430, 6_000)))
    gone = today - timedelta(days=rng.randrange(1, 400)) if closed else None
    if gone is not None and gone <= opened:
        opened = gone - timedelta(days=500)
    inspected = (
        None if rng.random() < (0.94 if cell.code == "SA" else 0.12) else today - timedelta(rng.randrange(20, 900))
    )
    if inspected is not None and inspected <= opened:
        inspected = None
    judgement = rng.choices(JUDGEMENTS, JUDGEMENT_WEIGHTS)[0] if inspected else None
    places = None if cell.code == "IFA" else max(1, round(rng.gauss(cell.places / max(cell.settings, 1), 1.2)))
    return FictionalSetting(
        number=number,
        source=source,
        scheme=scheme,
        id=identifier,
        provision=cell.provision,
        code=cell.code,
        gss=cell.gss,
        authority=cell.authority,
        region=cell.region,
        owner=owner,
        places=places,
        premises=rng.randrange(1, 15) if cell.code == "SA" else 0,
        opened_on=opened,
        closed_on=gone,
        judgement=judgement,
        inspected_on=inspected,
    )


def _identifier(cell: Cell, number: int) -> tuple[Source, str, str]:
    """Return identifiers of the right form from ranges that no regulator has reached."""
    if cell.nation == "W":
        return Source.CIW, "ciw-sin", f"SIN-{90_000_000 + number:08}-DEMO"
    if cell.nation == "S":
        return Source.CARE_INSPECTORATE, "ci-cs", f"CS2099{number:06}"
    return Source.OFSTED, "ofsted-urn", f"{9_900_000 + number:07}" if number < 100_000 else f"SC{number:06}"


def by_source(settings: list[FictionalSetting]) -> Iterator[tuple[Source, list[FictionalSetting]]]:
    """Yield each regulator with its settings, in a fixed order."""
    for source in Source:
        yield source, [one for one in settings if one.source is source]
