"""The national requirement set at a terminal."""

from __future__ import annotations

from typing import Any

import click

from prequal.requirements.domain.assembly import PROVISIONS
from prequal.requirements.domain.building import Mistakes
from prequal.requirements.domain.states import Nation
from prequal.requirements.queries import (
    described_difference,
    get_set,
    lacking,
    listed_for,
    live_set,
    national_catalogue,
    national_sets,
    plain_version,
)
from prequal.requirements.queries.described import OTHERS_ASK
from register.core import clock
from register.core.terminal import Outcome, operational


@click.group("requirements")
def requirements() -> None:
    """Show and check what is asked nationally of providers."""


@requirements.command("list")
@click.option("--provision", type=click.Choice(PROVISIONS), default=None, help="Only what is asked of this kind.")
@click.option(
    "--nation", type=click.Choice([nation.value for nation in Nation]), default=None, help="Only in this nation."
)
@click.option("--theme", default="", help="Only this theme: ORG, REG, SAF, ...")
@operational
def list_requirements(provision: str | None, nation: str | None, theme: str) -> Outcome:
    """List what the live national set asks today."""
    national_set = live_set()
    found = listed_for(
        national_set, clock.local_date(clock.now()), provision=provision or "", nation=nation or "", theme=theme.upper()
    )
    report: dict[str, Any] = {
        "set": national_set.code,
        "number": str(national_set.number),
        "requirements": [plain_version(version) for version in found],
    }
    words = [
        f"{version.key:8}{'/'.join(dict.fromkeys(version.classes.values())):13}{version.text('en').title}"
        for version in found
    ]
    words.append(f"{len(found)} requirements of {national_set.code} {national_set.number}.")
    return Outcome(report, tuple(words))


@requirements.command("check")
@operational
def check() -> Outcome:
    """Read all data files, and list their mistakes and what nobody has given yet."""
    try:
        catalogue, sets = national_catalogue(), national_sets()
    except Mistakes as mistakes:
        return Outcome({"mistakes": list(mistakes.lines)}, mistakes.lines, ok=False)
    lacks = lacking()
    versions = sum(len(requirement.versions) for requirement in catalogue)
    report = {
        "requirements": len(catalogue.requirements),
        "versions": versions,
        "sets": {str(one.number): one.status.value for one in sets},
        "mistakes": [],
        "without_reference": {name: list(lacks.references[name]) for name in OTHERS_ASK},
        "rates_not_loaded": list(lacks.rates),
    }
    words = [f"{len(catalogue.requirements)} requirements in {versions} versions, without a mistake."]
    words += [
        f"No {name.upper()} reference is known of {len(keys)}: {', '.join(keys)}."
        for name, keys in lacks.references.items()
    ]
    words += [f"No rates are loaded of the table {table}." for table in lacks.rates]
    return Outcome(report, tuple(words))


@requirements.command("compare")
@click.argument("before")
@click.argument("after")
@operational
def compare_sets(before: str, after: str) -> Outcome:
    """Say what a national set changes against another, by their numbers."""
    found = described_difference(get_set(before), get_set(after))
    report = {
        "before": before,
        "after": after,
        "added": [key for key, _ in found.added],
        "removed": [key for key, _ in found.removed],
        "moved": [
            {"key": one.key, "parts": [{"part": part, "from": old, "to": new} for part, old, new in one.parts]}
            for one in found.moved
        ],
    }
    words = [f"added: {key} {title}" for key, title in found.added]
    words += [f"removed: {key} {title}" for key, title in found.removed]
    words += [f"{one.key} {part}: from “{old}” to “{new}”" for one in found.moved for part, old, new in one.parts]
    return Outcome(report, tuple(words) or ("Nothing differs.",))


COMMANDS = (requirements,)
