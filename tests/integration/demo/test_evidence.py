"""Evidence of the fictional country."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.accounts.models import Person
from register.core.access import Role
from register.core.db import db
from register.core.files import file_store
from register.evidence.domain.kinds import KINDS, items_asked
from register.evidence.models import Evidence, EvidenceFile, EvidenceItem, Verification
from register.evidence.queries import original_of
from register.organisations.models import SettingHolder
from tests.builders.accounts import a_person, sign_in
from tests.integration.demo.conftest import PLAN


def test_every_provider_has_given_evidence_in_several_states(fill: Callable[[], None]) -> None:
    fill()
    providers = set(db.session.scalars(select(SettingHolder.organisation_id)))
    given = db.session.scalars(select(Evidence)).all()
    assert {one.organisation_id for one in given} == providers
    assert {one.kind for one in given} <= set(KINDS)
    fields = {key: {one.name for one in asked} for key, asked in items_asked()}
    items = db.session.scalars(select(EvidenceItem)).all()
    assert all(set(one.values) <= fields[one.key] for one in items)
    ends = [one.values["ends_on"] for one in items if "ends_on" in one.values]
    assert min(ends) < PLAN.today.isoformat()
    assert any(PLAN.today.isoformat() < one < (PLAN.today + timedelta(days=45)).isoformat() for one in ends)


def test_verifiers_have_decided_about_most_and_some_waits(fill: Callable[[], None]) -> None:
    fill()
    decided = db.session.scalars(select(Verification)).all()
    files = db.session.scalars(select(Evidence.id).where(Evidence.file_id.is_not(None))).all()
    assert {one.decision for one in decided} >= {"accepted"}
    assert 0.9 < len(decided) / len(files) < 1
    assert db.session.get(Person, decided[0].decided_by) is not None


def test_its_files_can_be_opened(fill: Callable[[], None], app: Flask, client: FlaskClient) -> None:
    fill()
    file = db.session.scalars(select(EvidenceFile).order_by(EvidenceFile.id)).first()
    assert file is not None
    with file_store().read(original_of(file)) as opened:
        assert opened.read().startswith(b"%PDF-")
    sign_in(client, a_person(Role.PROVIDER_ADMINISTRATOR, organisation_id=file.organisation_id))
    assert "Insurance schedule" in client.get("/evidence").get_data(as_text=True)
