"""The committed tables of authorities, made from published open data.

Sources (a folder laid out as the project's data folder is): the ONS boundaries and topology, the ONS list of code
changes, mySociety's register of authorities and lookup of names, the DfE's codes in its statistics of looked-after
children, and every spelling of an authority in the regulators' files, which must all resolve before a table is
written. Two small tables by hand lie beside the results: names that people use, and boundaries that meet in water.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from register.geography.domain.authorities import AuthorityKind, Nation, loose_key, name_key
from register.geography.queries import Gazetteer
from register.geography.services.spellings import regulator_spellings
from register.geography.services.towns import town_rows

BOUNDARIES = "geography/Counties_and_Unitary_Authorities_December_2024_Boundaries_UK_BUC.geojson"
TOPOLOGY = "geography/ons_uk-topojson_2014-2025_topo.json"
CHANGES = "geography/ons_uk-topojson_changes.csv"
REGISTER = "geography/mysociety_uk_local_authorities_current.csv"
NAMES = "geography/mysociety_lookup_name_to_registry.csv"
DFE_CODES = "looked_after_children/*.csv"

Row = dict[str, str]

KINDS: dict[str, AuthorityKind] = {
    "CTY": AuthorityKind.COUNTY,
    "UA": AuthorityKind.UNITARY,
    "MD": AuthorityKind.METROPOLITAN_DISTRICT,
    "LBO": AuthorityKind.LONDON_BOROUGH,
    "CC": AuthorityKind.LONDON_BOROUGH,
    "WPA": AuthorityKind.WELSH,
    "SCO": AuthorityKind.SCOTTISH,
}
LOWER_TIER = "NMD"
# A boundary that two authorities share has at least two points in common; one is a corner that only touches.
SHARED_POINTS = 2


@dataclass(slots=True)
class Derived:
    """The tables by file name, and the spellings of the regulators that no name or alias resolves."""

    tables: dict[str, list[Row]]
    unresolved: list[str]
    without_dfe_code: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return {name: len(rows) for name, rows in self.tables.items()}


def derive_tables(source: Path, by_hand: Path, known: Gazetteer) -> Derived:
    """Return the tables made of the files under `source` and of those by hand in `by_hand`.

    `known` places the schools' postcodes. Raises OSError where a file is missing and KeyError where one lacks a column.
    """
    codes = _newest_codes(source)
    register = [row | {"gss-code": codes.get(row["gss-code"], row["gss-code"])} for row in _rows(source / REGISTER)]
    upper = {row["gss-code"]: row for row in register if row["current-authority"] == "True" and _is_upper(row)}
    by_short = {row["local-authority-code"]: row for row in register}
    authorities = _authorities(source, upper, codes, register)
    abolished = _abolished(source, register, by_short)
    tables = {
        "authorities.csv": authorities,
        "abolished.csv": abolished,
        "regions.csv": _regions(source),
        "lower_tiers.csv": _lower_tiers(register, by_short),
        "adjacency.csv": _adjacency(source, codes, set(upper), _rows(by_hand / "by_hand_water.csv")),
    }
    tables["towns.csv"] = town_rows(source, _rows(by_hand / "by_hand_towns.csv"), known)
    tables["aliases.csv"] = _aliases(
        source, register, by_short, authorities, abolished, _rows(by_hand / "by_hand_names.csv")
    )
    names = {name_key(row["alias"]) for row in tables["aliases.csv"]}
    names |= {name_key(row["name"]) for table in (authorities, abolished) for row in table}
    spellings = regulator_spellings(source)
    return Derived(
        tables=tables,
        unresolved=sorted(name for name in spellings if name_key(name) not in names),
        without_dfe_code=sorted(row["name"] for row in authorities if not row["dfe_code"]),
    )


def write_tables(tables: Mapping[str, list[Row]], folder: Path) -> None:
    """Write each table beside its place and put it there whole."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        text = io.StringIO()
        writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        partial = folder / f".{name}.new"
        partial.write_text(text.getvalue(), encoding="utf-8")
        partial.replace(folder / name)


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _json(path: Path) -> Any:  # noqa: ANN401 - a published document whose shape is checked by using it
    return json.loads(path.read_text(encoding="utf-8-sig"))


def _is_upper(row: Row) -> bool:
    return row["local-authority-type"] in KINDS


def _newest_codes(source: Path) -> dict[str, str]:
    """Map codes that an authority had to the newest: a boundary moved a little, or the code alone changed."""
    newer: dict[str, str] = {}
    for row in _rows(source / CHANGES):
        if row["oldcd"][:3] == row["newcd"][:3] and row["oldnm"] == row["newnm"]:
            newer[row["oldcd"]] = row["newcd"]
    for row in _rows(source / REGISTER):
        newer |= {old: row["gss-code"] for old in row["former-gss-codes"].split(",") if old}

    def newest(code: str) -> str:
        while code in newer:
            code = newer[code]
        return code

    return {old: newest(old) for old in newer}


def _region_codes(source: Path) -> dict[str, str]:
    return {name_key(row["name"]): row["gss"] for row in _regions(source)}


def _regions(source: Path) -> list[Row]:
    kept = []
    for shape in _json(source / TOPOLOGY)["objects"]["rgn"]["geometries"]:
        code, name = shape["properties"]["areacd"], shape["properties"]["areanm"]
        nation = {"E": Nation.ENGLAND, "W": Nation.WALES, "S": Nation.SCOTLAND}.get(code[0])
        if nation:
            kept.append({"gss": code, "name": name, "nation": nation.value})
    return sorted(kept, key=lambda row: row["gss"])


def _dfe_codes(source: Path, codes: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(source.glob(DFE_CODES)):
        for row in _rows(path):
            if row.get("new_la_code") and row["old_la_code"].isdigit():
                found[codes.get(row["new_la_code"], row["new_la_code"])] = row["old_la_code"]
    return found


def _authorities(source: Path, upper: Mapping[str, Row], codes: Mapping[str, str], register: list[Row]) -> list[Row]:
    regions, dfe = _region_codes(source), _dfe_codes(source, codes)
    former = defaultdict(set)
    for old, new in codes.items():
        former[new].add(old)
    for row in register:
        successors = [code for code in row["replaced-by"].split(",") if code]
        if row["current-authority"] != "True" and _is_upper(row) and len(successors) == 1:
            heir = next(other for other in upper.values() if other["local-authority-code"] == successors[0])
            if _same_name(row, heir):
                former[heir["gss-code"]].add(row["gss-code"])
    table = []
    for shape in _json(source / BOUNDARIES)["features"]:
        found = shape["properties"]
        code = codes.get(found["CTYUA24CD"], found["CTYUA24CD"])
        if code not in upper:  # Northern Ireland
            continue
        row = upper[code]
        table.append(
            {
                "gss": code,
                "name": found["CTYUA24NM"].removesuffix(", City of").removesuffix(", County of").replace("St. ", "St "),
                "welsh_name": (found["CTYUA24NMW"] or "").strip(),
                "dfe_code": dfe.get(code, ""),
                "kind": KINDS[row["local-authority-type"]].value,
                "region": regions[name_key(row["region"])],
                "latitude": f"{found['LAT']:.5f}",
                "longitude": f"{found['LONG']:.5f}",
                "former_codes": ";".join(sorted(former[code])),
            }
        )
    return sorted(table, key=lambda row: row["gss"])


def _same_name(old: Row, new: Row) -> bool:
    return loose_key(old["nice-name"]).removesuffix(" county") == loose_key(new["nice-name"])


def _abolished(source: Path, register: list[Row], by_short: Mapping[str, Row]) -> list[Row]:
    regions, dfe, table = _region_codes(source), _dfe_codes(source, {}), []
    for row in register:
        successors = [by_short[code] for code in row["replaced-by"].split(",") if code]
        if (
            row["current-authority"] == "True"
            or not _is_upper(row)
            or any(_same_name(row, heir) for heir in successors)
        ):
            continue
        table.append(
            {
                "gss": row["gss-code"],
                "name": row["nice-name"],
                "dfe_code": dfe.get(row["gss-code"], ""),
                "ended_on": _last_day(row["end-date"]),
                "successors": ";".join(sorted(heir["gss-code"] for heir in successors)),
                "region": regions[name_key(successors[0]["region"])],
            }
        )
    return sorted(table, key=lambda row: row["gss"])


def _last_day(published: str) -> str:
    """Return the last day on which an authority was one: the source gives that or the day after."""
    day = dt.date.fromisoformat(published)
    return (day - dt.timedelta(days=1) if day.day == 1 else day).isoformat()


def _lower_tiers(register: list[Row], by_short: Mapping[str, Row]) -> list[Row]:
    table = []
    for row in register:
        if row["local-authority-type"] != LOWER_TIER:
            continue
        upper = row
        while not _is_upper(upper) or upper["current-authority"] != "True":
            upper = by_short[(upper["county-la"] if upper["current-authority"] == "True" else upper["replaced-by"])]
        ended = _last_day(row["end-date"]) if row["current-authority"] != "True" else ""
        table.append(
            {"gss": row["gss-code"], "name": row["nice-name"], "authority": upper["gss-code"], "ended_on": ended}
        )
    return sorted(table, key=lambda row: row["gss"])


def _aliases(
    source: Path,
    register: list[Row],
    by_short: Mapping[str, Row],
    authorities: list[Row],
    abolished: list[Row],
    by_hand: list[Row],
) -> list[Row]:
    """Every other name of an authority, once for each way to spell it that still differs when normalised."""
    home = {row["gss"]: row["gss"] for table in (authorities, abolished) for row in table}
    home |= {old: row["gss"] for row in authorities for old in row["former_codes"].split(";") if old}
    offered = [(row["alias"], row["gss"], "by hand") for row in by_hand]
    for current in ("True", "False"):  # a name of today wins over the same name of an abolished authority
        for row in register:
            if row["current-authority"] == current:
                offered += [(row[column], row["gss-code"], "mySociety") for column in ("nice-name", "official-name")]
        for row in _rows(source / NAMES):
            if (
                row["local-authority-code"] in by_short
                and by_short[row["local-authority-code"]]["current-authority"] == current
            ):
                offered.append((row["la-name"], by_short[row["local-authority-code"]]["gss-code"], "mySociety"))
    taken = {name_key(row["name"]) for table in (authorities, abolished) for row in table}
    table = []
    for alias, code, origin in offered:
        key = name_key(alias)
        if code in home and key and key not in taken:
            taken.add(key)
            table.append({"alias": alias, "gss": home[code], "source": origin})
    return sorted(table, key=lambda row: (row["gss"], row["alias"]))


def _adjacency(source: Path, codes: Mapping[str, str], upper: set[str], by_water: Iterable[Row]) -> list[Row]:
    """Return the pairs that share a stretch of boundary in either source, then those whose boundary is water."""
    pairs = {
        tuple(sorted((codes.get(first, first), codes.get(second, second)))): "land"
        for first, second in (*_pairs_by_arcs(source), *_pairs_by_points(source))
    }
    for row in by_water:
        pairs.setdefault(tuple(sorted((row["first"], row["second"]))), "water")
    return [
        {"first": first, "second": second, "by": by}
        for (first, second), by in sorted(pairs.items())
        if first in upper and second in upper and first != second
    ]


def _pairs_by_arcs(source: Path) -> Iterator[tuple[str, str]]:
    holders: dict[int, set[str]] = defaultdict(set)
    for shape in _json(source / TOPOLOGY)["objects"]["utla"]["geometries"]:
        if "end" not in shape["properties"]:
            for arc in _flat(shape["arcs"]):
                holders[arc if arc >= 0 else ~arc].add(shape["properties"]["areacd"])
    for found in holders.values():
        yield from ((first, second) for first in found for second in found if first < second)


def _pairs_by_points(source: Path) -> Iterator[tuple[str, str]]:
    holders: dict[tuple[float, float], set[str]] = defaultdict(set)
    for shape in _json(source / BOUNDARIES)["features"]:
        numbers = list(_flat(shape["geometry"]["coordinates"]))
        for longitude, latitude in zip(numbers[::2], numbers[1::2], strict=True):
            holders[round(longitude, 7), round(latitude, 7)].add(shape["properties"]["CTYUA24CD"])
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for found in holders.values():
        for pair in ((first, second) for first in found for second in found if first < second):
            shared[pair] += 1
    yield from (pair for pair, count in shared.items() if count >= SHARED_POINTS)


def _flat(nested: Any) -> Iterator[Any]:  # noqa: ANN401 - numbers at any depth
    for item in nested:
        if isinstance(item, list):
            yield from _flat(item)
        else:
            yield item
