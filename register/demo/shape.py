"""Derives the shape of the fictional country, `data/shape.csv`, from a published workbook: counts, no identifiers."""

import csv
from collections import Counter
from pathlib import Path

import click

from register.core.terminal import Outcome, operational
from register.demo.country import SHAPE
from register.geography.queries import authorities
from register.regulators.importers.facts import Source
from register.regulators.importers.files import open_file
from register.regulators.importers.rows import SettingRow

COLUMNS = ("gss", "authority", "region", "nation", "provision", "code", "settings", "places")
# No file of these nations gives counts by authority that could be used here: an even spread of about the number of
# children's homes and fostering services that each nation is known to have.
WALES = (("Care Home Service", "CH", 14, 56), ("Fostering Service", "IFA", 1, 0))
SCOTLAND = (("Care Home Service", "CH", 9, 45), ("Fostering Service", "IFA", 2, 0))
SOURCE = (
    "# Counts by authority and type on {as_of}. Source: Ofsted, Open Government Licence v3. Wales, Scotland: estimates."
)


@click.command("demo-shape")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@operational
def derive_shape(file: Path) -> Outcome:
    """Derive the counts that the fictional country is drawn from, out of a published workbook of Ofsted's."""
    known = authorities()
    settings: Counter[tuple[str, str, str]] = Counter()
    places: Counter[tuple[str, str, str]] = Counter()
    with open_file(file, Source.OFSTED, as_of=None) as opened:
        as_of = opened.head.as_of
        for row in opened.settings():
            if not isinstance(row, SettingRow) or row.code is None:
                continue
            authority = known.by_name(str(row.facts.get("authority")))
            if authority is None:
                continue
            cell = (authority.gss, row.provision, row.code)
            settings[cell] += 1
            places[cell] += int(row.facts.get("places") or 0)  # type: ignore[arg-type]  # a number by its fact type
    rows = [
        _row(gss, provision, code, count, places[gss, provision, code])
        for (gss, provision, code), count in settings.items()
    ]
    for nation, estimates in (("W", WALES), ("S", SCOTLAND)):
        for authority in known:
            if authority.gss.startswith(nation):
                rows += [_row(authority.gss, *estimate) for estimate in estimates]
    with SHAPE.open("w", encoding="utf-8", newline="") as out:
        out.write(SOURCE.format(as_of=as_of.isoformat()) + "\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sorted(rows))
    return Outcome({"cells": len(rows), "settings": settings.total()}, (f"{len(rows)} cells written.",))


def _row(gss: str, provision: str, code: str, settings: int, places: int) -> tuple[object, ...]:
    found = authorities().current(gss)
    if found is None:
        raise LookupError(gss)
    return gss, found.name, found.region.name, gss[0], provision, code, settings, places
