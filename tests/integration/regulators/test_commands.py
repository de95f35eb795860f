"""Regulator files at a terminal: one JSON object, exit status 0 done, 1 refused or incomplete, 2 wrong call."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from register.core.clock import now
from register.core.db import db, own_transaction
from register.core.trial import mark_trial
from register.regulators.commands import imports
from tests.builders.regulator_files import PREAMBLE, ofsted_row, ofsted_sheet
from tests.builders.spreadsheets import a_csv

REPORTED = {
    "source", "layout", "sha256", "as_of", "rows", "new", "changed", "unchanged", "gone", "restored", "rejected",
    "held", "seconds", "settings", "places", "premises",
}  # fmt: skip


def run(*arguments: object) -> Result:
    db.session.rollback()
    return CliRunner().invoke(imports, [str(argument) for argument in arguments])


def report_of(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def a_list(path: Path, *urns: str, year: int = 2025, dated: bool = True) -> Path:
    preamble = [[line[0].replace("2025", str(year)) if dated else "A list"] for line in PREAMBLE]
    return a_csv(path, ofsted_sheet(*(ofsted_row(urn) for urn in urns), preamble=preamble))


def test_an_import_prints_its_report_and_nothing_else(app: Flask, tmp_path: Path) -> None:
    result = run("ofsted", a_list(tmp_path / "a.csv", "SC000001", "SC000002"), "--json")
    assert result.exit_code == 0, result.output
    report = report_of(result)
    assert set(report) >= REPORTED
    assert (report["source"], report["as_of"], report["rows"], report["new"]) == ("ofsted", "2025-03-31", 2, 2)
    assert report["settings"] == {"Children's home": 2}
    assert report["held"] is False


def test_the_same_file_again_is_done_at_once_and_changes_nothing(app: Flask, tmp_path: Path) -> None:
    path = a_list(tmp_path / "a.csv", "SC000001")
    run("ofsted", path)
    report = report_of(run("ofsted", path, "--json"))
    assert (report["new"], report["unchanged"], report["again"]) == (0, 1, True)
    assert "nothing changed" in run("ofsted", path).stdout


def test_a_file_without_a_date_is_refused_and_never_guessed(app: Flask, tmp_path: Path) -> None:
    path = a_list(tmp_path / "a.csv", "SC000001", dated=False)
    result = run("ofsted", path, "--json")
    assert result.exit_code == 1
    assert report_of(result)["refused"] == "no-date"
    assert run("ofsted", path, "--as-of", "2025-03-31").exit_code == 0
    other = run("ofsted", path, "--as-of", "2024-03-31", "--json")
    assert (other.exit_code, report_of(other)["refused"]) == (1, "conflict")


def test_an_unknown_file_is_refused_in_words(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    result = run("ofsted", path)
    assert result.exit_code == 1
    assert result.stderr.startswith("Refused: ")
    assert run("ofsted", tmp_path / "none.csv", "--json").exit_code == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://assets.publishing.service.gov.uk/a.ods",
        "https://assets.publishing.service.gov.uk.example.org/a.ods",
        "https://assets.publishing.service.gov.uk:8443/a.ods",
        "https://someone@assets.publishing.service.gov.uk/a.ods",
        "file://localhost/a.ods",
        "https://[",
        "https://assets.publishing.service.gov.uk:port/a.ods",
    ],
)
def test_files_are_fetched_over_https_from_known_hosts_only(app: Flask, address: str) -> None:
    result = run("ofsted", address, "--json")
    assert (result.exit_code, report_of(result)["refused"]) == (1, "download")


def test_a_call_without_a_file_is_a_wrong_call(app: Flask) -> None:
    assert run("ofsted").exit_code == 2
    assert run("ofsted", "a.csv", "--as-of", "March").exit_code == 2


def test_a_trial_takes_no_real_files(app: Flask, tmp_path: Path) -> None:
    with own_transaction() as session:
        mark_trial(session, now=now())
    result = run("ofsted", a_list(tmp_path / "a.csv", "SC000001"), "--json")
    assert (result.exit_code, report_of(result)["refused"]) == (1, "trial")


def test_a_held_file_is_incomplete_until_it_is_confirmed(app: Flask, tmp_path: Path) -> None:
    run("ofsted", a_list(tmp_path / "a.csv", "SC000001", "SC000002", year=2024))
    result = run("ofsted", a_list(tmp_path / "b.csv", "SC000002"), "--json")
    assert result.exit_code == 1
    report = report_of(result)
    assert (report["held"], report["gone"], report["rows"]) == (True, 0, 1)
    confirmed = run("confirm", report["file"], "--json")
    assert confirmed.exit_code == 0
    report = report_of(confirmed)
    assert (report["held"], report["gone"], report["unchanged"] + report["changed"]) == (False, 1, 1)
    assert run("confirm", "nothing").exit_code == 1
