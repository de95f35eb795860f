import json
from collections.abc import Sequence
from urllib.parse import urlsplit

from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.accounts.commands import person
from register.core.db import db
from register.organisations.models import Organisation
from tests.builders.organisations import an_organisation


def invite(*arguments: str) -> Result:
    return CliRunner().invoke(person, ["invite", *arguments])


def organisations() -> Sequence[Organisation]:
    db.session.rollback()
    return db.session.scalars(select(Organisation)).all()


def test_the_first_link_makes_a_register_administrator(app: Flask, client: FlaskClient) -> None:
    result = invite("--role", "register-administrator", "ada@people.example", "--json")
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    link = urlsplit(report["link"])
    page = client.get(f"{link.path}?{link.query}")
    assert "register administrator" in page.text and "ada@people.example" in page.text


def test_the_national_body_is_set_up_once(app: Flask) -> None:
    invite("--role", "register-administrator", "ada@people.example")
    invite("--role", "verifier", "ben@people.example")
    assert [one.kind for one in organisations()] == ["national-body"]


def test_a_role_elsewhere_needs_its_organisation(app: Flask) -> None:
    refused = invite("--role", "provider-administrator", "ada@people.example", "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["refused"] == "rule-broken"
    provider = an_organisation()
    done = invite("--role", "provider-administrator", "--organisation", provider.id, "ada@people.example", "--json")
    assert json.loads(done.stdout)["organisation"] == provider.id


def test_a_wrong_call_is_told_apart_from_a_refusal(app: Flask) -> None:
    assert invite("--role", "register-administrator", "nobody").exit_code == 2
    assert invite("--role", "king", "ada@people.example").exit_code == 2
    assert invite("--role", "verifier", "--organisation", "0" * 26, "ada@people.example").exit_code == 1
    assert not organisations()
