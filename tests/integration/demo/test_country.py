import re
from collections import Counter
from collections.abc import Callable

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from register.accounts.models import Membership, Person
from register.claims.domain.disputes import DisputeReason
from register.claims.domain.progress import ClaimState
from register.claims.models import Claim, Dispute
from register.claims.queries.disputes import claims_on_settings_of
from register.claims.queries.progress import progress_of
from register.core.access import Role
from register.core.db import db, transaction
from register.core.errors import NotAllowed, RuleBroken
from register.core.trial import is_trial
from register.demo.api_keys import shown_key
from register.demo.country import draw_settings
from register.demo.people import sign_ins
from register.demo.regulator_files import issues
from register.descriptions.models import RestrictedPlace
from register.dwellings.models import Dwelling
from register.dwellings.queries import household_counts, households_in
from register.organisations.models import Organisation
from register.regulators.importers.facts import Source
from register.regulators.models import RegulatorFile, Setting
from register.regulators.queries import get_setting
from register.regulators.services.loading import load_file
from register.vacancies.domain.status import Status
from register.vacancies.models import SettingNumbers, Vacancy
from register.vacancies.queries import numbers_of, places_in_dwelling
from search.engine import indexer
from search.engine.service import vacancy_index
from tests.builders.organisations import an_organisation
from tests.integration.conftest import Clock
from tests.integration.demo.conftest import PLAN


def test_a_filled_country_is_a_trial_of_the_size_asked_for_and_is_found(
    fill: Callable[[], None], client: FlaskClient
) -> None:
    fill()
    assert is_trial(db.session())
    settings = db.session.scalar(select(func.count()).select_from(Setting).where(Setting.open)) or 0
    assert abs(settings - 80) < 10, "those that opened or closed since the last file are not known yet"
    statuses = dict(db.session.execute(select(Vacancy.status, func.count()).group_by(Vacancy.status)).all())  # type: ignore[arg-type]
    assert sum(statuses.values()) == 200
    assert set(statuses) == set(Status)
    found = indexer.compare(vacancy_index())
    assert found.same
    assert found.register > 1, "those in the few authorities that this small country has areas for"
    assert "Everything here is invented" in client.get("/").get_data(as_text=True)


def test_filling_again_changes_nothing(fill: Callable[[], None]) -> None:
    fill()
    before = db.session.scalars(select(Vacancy.id).order_by(Vacancy.id)).all()
    fill()
    assert db.session.scalars(select(Vacancy.id).order_by(Vacancy.id)).all() == before


def test_settings_have_the_history_of_several_files(fill: Callable[[], None]) -> None:
    fill()
    assert db.session.scalar(select(func.count()).select_from(RegulatorFile)) == 9
    assert db.session.scalar(select(func.count()).select_from(Setting).where(Setting.gone_on.is_not(None)))


def test_no_setting_speaks_of_more_places_than_are_registered(fill: Callable[[], None]) -> None:
    fill()
    holders = db.session.execute(select(SettingNumbers.setting_id, SettingNumbers.organisation_id)).all()
    assert len(holders) > 10
    for setting_id, organisation_id in holders:
        numbers = numbers_of([get_setting(setting_id)], organisation_id=organisation_id)[setting_id]
        assert numbers.over == 0


def test_vacancies_are_at_premises_and_households_that_have_room_for_them(fill: Callable[[], None]) -> None:
    fill()
    nowhere = (
        select(func.count())
        .select_from(Vacancy)
        .join(Setting, Setting.id == Vacancy.setting_id)
        .where(Setting.provision.in_(["SA", "IFA", "LAF"]), Vacancy.dwelling_id.is_(None))
    )
    assert db.session.scalar(nowhere) == 0
    dwellings = db.session.scalars(select(Dwelling)).all()
    assert {one.kind for one in dwellings} == {"premises", "household"}
    assert all(places_in_dwelling(one.id) <= one.capacity for one in dwellings)
    for setting_id, organisation_id in {(one.setting_id, one.organisation_id) for one in dwellings if one.key}:
        told = household_counts(setting_id, organisation_id=organisation_id)
        here = households_in(setting_id, organisation_id=organisation_id)
        assert all(told[area] >= number for area, number in here.items())


def test_a_database_that_holds_anything_else_is_left_alone(fill: Callable[[], None]) -> None:
    an_organisation()
    with pytest.raises(NotAllowed, match="not empty"):
        fill()
    assert not is_trial(db.session())


def test_a_real_file_is_refused_in_a_trial(fill: Callable[[], None], clock: Clock) -> None:
    fill()
    file = issues(Source.OFSTED, draw_settings(2, PLAN.today, 20), today=PLAN.today, seed=2)[0]
    with pytest.raises(RuleBroken, match="not mixed"):
        load_file(file, name="real", gone_percent=10, clock=clock)


def test_every_role_signs_in_with_what_is_printed(fill: Callable[[], None], app: Flask, clock: Clock) -> None:
    fill()
    printed = sign_ins(PLAN)
    assert {one.role for one in printed} == set(Role)
    for one in printed:
        client = app.test_client()
        answer = client.post("/sign-in", data={"email": one.email, "password": one.password})
        assert answer.status_code == 303
        if one.totp_secret:
            code = pyotp.TOTP(one.totp_secret).at(clock())
            answer = client.post("/second-factor", data={"code": code})
            assert answer.status_code == 303
        assert client.get("/account").status_code == 200


def test_a_program_comes_in_with_the_key_that_is_printed(fill: Callable[[], None], client: FlaskClient) -> None:
    fill()
    header = {"Authorization": f"Bearer {shown_key(PLAN)}"}
    assert client.get("/api/v1/key", headers=header).get_json()["scopes"] == ["vacancies:read", "vacancies:write"]
    assert client.get("/api/v1/vacancies", headers=header).get_json()["vacancies"]


def test_nobodys_postcode_is_anybodys_real_one(fill: Callable[[], None]) -> None:
    fill()
    postcodes = db.session.scalars(select(RestrictedPlace.postcode)).all()
    assert postcodes
    assert all(re.fullmatch(r".* 9ZZ", postcode) for postcode in postcodes)


def test_every_provider_has_a_name_by_which_others_see_it(fill: Callable[[], None]) -> None:
    fill()
    nameless = select(func.count()).where((Organisation.name == "") | (Organisation.brand == ""))
    assert db.session.scalar(nameless) == 0


def test_people_are_invented(fill: Callable[[], None]) -> None:
    fill()
    with transaction() as session:
        assert all(email.endswith("@trial.example") for email in session.scalars(select(Person.email)))


def test_claims_stand_at_every_point_of_their_way(fill: Callable[[], None], clock: Clock) -> None:
    fill()
    waiting = db.session.scalars(select(Claim)).all()
    states = Counter(one.state(clock()) for one in progress_of(waiting).values())
    assert set(states) >= {ClaimState.WAITS_FOR_VERIFIER, ClaimState.DISPUTED}
    assert {one.reason for one in db.session.scalars(select(Dispute))} >= {DisputeReason.BOTH_CLAIM}
    shown = db.session.scalars(select(Person).where(Person.email.like("provider-administrator@%"))).one()
    own = db.session.scalar(select(Membership.organisation_id).where(Membership.person_id == shown.id))
    assert claims_on_settings_of(str(own))
