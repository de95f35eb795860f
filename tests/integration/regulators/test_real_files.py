"""The published files, as the regulator gives them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from register.core.db import db
from register.core.terminal import Outcome
from register.regulators.commands import load_target
from register.regulators.importers.facts import Source
from register.regulators.models import Setting
from tests.builders.register_state import empty_register, register_state

pytestmark = pytest.mark.real_data
WORKBOOK = "provider_at_march_2025.ods"
STATES = ("new", "changed", "unchanged", "restored", "rejected")


def load(folder: Path, name: str) -> Outcome:
    as_of = date(int(name[-8:-4]), 3, 31) if name.endswith(".csv") else None
    outcome = load_target(Source.OFSTED, str(folder / "ofsted" / name), as_of=as_of)
    db.session.rollback()
    assert outcome.ok, outcome.report
    assert sum(outcome.report[state] for state in STATES) == outcome.report["rows"]
    return outcome


def load_years(folder: Path, years: Sequence[int]) -> None:
    for year in years:
        load(folder, WORKBOOK if year == 2025 else f"provider_at_march_{year}.csv")


def test_the_workbook_of_2025_gives_the_published_numbers(app: Flask, shared_data: Path) -> None:
    report = load(shared_data, WORKBOOK).report
    assert (report["rows"], report["new"], report["rejected"], report["held"]) == (5_600, 5_600, 0, False)
    assert report["as_of"] == "2025-03-31"
    assert sum(report["settings"].values()) == 5_600
    assert report["settings"]["Children's home"] == 3_946
    assert report["places"]["Children's home"] == 14_275
    assert report["settings"]["Supported Accommodation"] == 893
    assert report["premises"] == {"Supported Accommodation": 8_119}
    assert report["settings"]["Independent Fostering Agency"] == 339
    assert report["inspections"] == 4_921
    unresolved = select(func.count()).where(Setting.authority_gss.is_(None))
    assert db.session.scalar(unresolved) == 0
    # Their addresses are redacted, their providers' names are not: these find themselves by name.
    nameless = select(func.count()).where(
        Setting.provision == "SA", Setting.owner_published.is_(None) | Setting.name_published.is_(None)
    )
    assert db.session.scalar(nameless) == 0


def test_the_published_years_leave_the_same_register_in_any_order(app: Flask, shared_data: Path) -> None:
    load_years(shared_data, (2019, 2022, 2024, 2025))
    state = register_state()
    listed = select(func.count()).where(Setting.open)
    assert db.session.scalar(listed) == 5_600
    empty_register()
    load_years(shared_data, (2025, 2019, 2024, 2022))
    assert register_state() == state
