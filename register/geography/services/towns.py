"""Towns by which a place may be sought: where schools say they are, and by hand where no file of schools is held."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from register.geography.domain.authorities import name_key
from register.geography.domain.origins import PlaceKind
from register.geography.queries import Gazetteer

SCHOOLS = "schools/*.csv"
# A town that fewer open schools of one authority name is a village, or a slip of the pen.
SCHOOLS_AT_LEAST = 3
# A post town reaches into its neighbours: an authority with a smaller share of its schools is not where it is.
SHARE_AT_LEAST = 0.15
_NAME = re.compile(r"(?!(?:nr|near|via|select)\b)[a-zà-ÿ][a-zà-ÿ' .-]+\Z", re.IGNORECASE)


def town_rows(source: Path, by_hand: Iterable[dict[str, str]], known: Gazetteer) -> list[dict[str, str]]:
    """Return name, authority and postcode district of each town, by name and authority.

    A town is where most of its schools in that authority are. Names of authorities, in every spelling, of regions,
    counties and district councils are left out: they are places already.
    """
    taken = {name_key(place.label) for place in known.every_place() if place.kind is not PlaceKind.TOWN}
    spelt: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    districts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for name, postcode in _open_schools(source):
        place = known.postcode(postcode).place
        named = name_key(name) in taken or known.authority_by_name(name)
        if place and _NAME.match(name) and not named:
            key = name_key(name), place.authority
            spelt[key][name] += 1
            districts[key][place.district] += 1
    schools = Counter(name for (name, _), found in districts.items() for _ in range(sum(found.values())))
    rows = [
        {"name": _best(spelt[key]), "authority": key[1], "district": _best(found)}
        for key, found in districts.items()
        if sum(found.values()) >= max(SCHOOLS_AT_LEAST, SHARE_AT_LEAST * schools[key[0]])
    ]
    for row in by_hand:
        area = next(iter(known.areas_with(row["district"])), None)
        if area:
            rows.append({"name": row["name"], "authority": area.authority, "district": row["district"]})
    return sorted(rows, key=lambda row: (name_key(row["name"]), row["authority"], row["district"]))


def _open_schools(source: Path) -> Iterable[tuple[str, str]]:
    for path in sorted(source.glob(SCHOOLS)):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if not row["close_date"]:
                    yield " ".join(row["town"].split()), row["postcode"]


def _best(found: Counter[str]) -> str:
    """Return the commonest, the first in the alphabet where several are; a spelling in capitals only as words."""
    best = min(found, key=lambda name: (-found[name], name))
    return best.title() if best.isupper() and not any(character.isdigit() for character in best) else best
