"""Organisations at a terminal."""

import json
from typing import Any

from click.testing import CliRunner
from flask import Flask

from register.core.db import db
from register.core.identifiers import Scheme
from register.organisations import queries
from register.organisations.commands import organisation
from register.organisations.domain import OrganisationKind
from tests.builders.organisations import an_organisation


def run(*words: str, status: int = 0) -> dict[str, Any]:
    result = CliRunner().invoke(organisation, [*words, "--json"])
    assert result.exit_code == status, result.output
    db.session.rollback()
    return json.loads(result.stdout) if status < 2 else {}


def test_an_organisation_is_added_with_its_identifiers(app: Flask) -> None:
    report = run(
        "add", "--kind", "provider", "--name", "Invented Homes Limited", "--brand", "Invented Homes",
        "--identifier", "gb-coh:01234567", "--identifier", "ico:za123456",
    )["added"]  # fmt: skip
    assert report["identifiers"] == ["gb-coh:01234567", "ico:ZA123456"]
    found = queries.find_organisation(Scheme.ICO, "ZA123456")
    assert found is not None and found.id == report["id"] and found.brand == "Invented Homes"


def test_what_does_not_hold_is_refused_and_adds_nothing(app: Flask) -> None:
    an_organisation(identifiers={Scheme.GB_COH: "01234567"})
    words = ("add", "--kind", "provider", "--name", "Other", "--identifier")
    assert run(*words, "gb-coh:01234567", status=1)["refused"] == "rule-broken"
    assert run(*words, "gb-coh:1", status=1)["refused"] == "rule-broken"
    run(*words, "nowhere:1", status=2)
    assert len(queries.list_organisations()) == 1


def test_an_authority_is_found_by_its_name(app: Flask) -> None:
    report = run("add", "--kind", "local-authority", "--name", "Manchester")["added"]
    assert report["identifiers"] == ["la-dfe:352", "la-gss:E08000003"]
    run("add", "--kind", "local-authority", "--name", "Nowhere", status=1)


def test_every_authority_is_added_once(app: Flask) -> None:
    an_organisation(OrganisationKind.LOCAL_AUTHORITY, identifiers={Scheme.LA_GSS: "E08000003"})
    assert run("authorities") == {"added": 206}
    assert run("authorities") == {"added": 0}
    assert len(run("list", "--kind", "local-authority")["organisations"]) == 207
    assert run("list", "--kind", "consortium") == {"organisations": []}
