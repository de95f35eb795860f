"""An auditor reads the record: of the nation, of one authority, of one consortium, and of nobody else."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.accounts.events import RoleGiven, SignedIn
from register.core import audit
from register.core.access import NOBODY, Capacity, Principal, Role
from register.core.db import db, new_id, transaction
from register.core.events import record
from register.organisations.domain import CapacityKind, OrganisationKind
from register.regulators.events import SettingEntered, SettingMarkedInHouse
from tests.builders.accounts import a_person, a_role, sign_in
from tests.builders.organisations import a_capacity, a_consortium, a_holding, an_authority, an_organisation
from tests.builders.regulators import a_setting
from tests.integration.conftest import Clock

MANCHESTER, LEEDS = "E08000003", "E08000035"
REGISTER = Principal(person_id="REGISTERPERSON", organisation_id="NATIONALBODY", capacity=Capacity.REGISTER)


def buying(organisation_id: str, person_id: str) -> Principal:
    return Principal(person_id=person_id, organisation_id=organisation_id, capacity=Capacity.BUYING)


def done(action: str, subject: tuple[str, str], *, by: Principal, at: datetime) -> str:
    """Put an event on record; returns its subject's id."""
    with transaction() as session:
        audit.write(session, action=action, subject=subject, by=by, now=at)
    return subject[1]


def as_auditor_of(client: FlaskClient, organisation_id: str | None = None) -> None:
    sign_in(client, a_person(Role.AUDITOR, organisation_id=organisation_id))


def read(client: FlaskClient, query: str = "") -> str:
    answer = client.get(f"/register/trail?{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_nations_auditor_reads_everything_and_that_is_on_record(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    done("RegulatorFileApplied", ("regulator-file", "FILE1"), by=NOBODY, at=clock())
    done("VacancyPublished", ("vacancy", "VACANCY1"), by=buying(new_id(), "P1"), at=clock())
    as_auditor_of(client)
    page = read(client)
    assert "FILE1" in page
    assert "VACANCY1" in page
    assert "not sealed yet" in page
    shown = db.session.scalars(select(audit.AuditEvent).where(audit.AuditEvent.action == "Disclosed")).one()
    assert shown.details == {"what": "audit-trail"}


def test_an_authoritys_auditor_sees_what_its_own_people_did_and_not_what_anothers_did(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    ours, theirs = an_authority(MANCHESTER), an_authority(LEEDS)
    done("Disclosed", ("setting", "SEENBYUS"), by=buying(ours.id, "P1"), at=clock())
    done("Disclosed", ("setting", "SEENBYTHEM"), by=buying(theirs.id, "P2"), at=clock())
    done("RegulatorFileApplied", ("regulator-file", "FILE1"), by=NOBODY, at=clock())
    as_auditor_of(client, ours.id)
    page = read(client)
    assert "SEENBYUS" in page
    assert "SEENBYTHEM" not in page
    assert "FILE1" not in page
    assert "Manchester" in page
    assert "<br>P2<" not in read(client, "kind=setting&subject=SEENBYTHEM")


def test_an_authoritys_auditor_sees_what_the_register_decided_about_it(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    ours, theirs = an_authority(MANCHESTER, capacity=False), an_authority(LEEDS, capacity=False)
    capacities = [a_capacity(ours, MANCHESTER).id, a_capacity(theirs, LEEDS).id]
    for capacity in capacities:
        done("CapacityGranted", ("buying-capacity", capacity), by=REGISTER, at=clock())
    for organisation in (ours.id, theirs.id):
        done("OrganisationChanged", ("organisation", organisation), by=REGISTER, at=clock())
    as_auditor_of(client, ours.id)
    page = read(client, "person=REGISTERPERSON")
    assert capacities[0] in page
    assert ours.id in page
    assert capacities[1] not in page
    assert theirs.id not in page


def test_what_a_provider_does_stays_its_own_even_in_the_authoritys_area(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    ours = an_authority(MANCHESTER)
    provider, setting_id = an_organisation(), a_setting(authority_gss=MANCHESTER)
    a_holding(setting_id, provider)
    by = Principal(person_id=new_id(), organisation_id=provider.id, capacity=Capacity.PROVIDING)
    done("DescriptionChanged", ("setting", setting_id), by=by, at=clock())
    done("ClaimApproved", ("setting", setting_id), by=REGISTER, at=clock())
    as_auditor_of(client, ours.id)
    assert setting_id not in read(client)


def test_an_authoritys_own_service_is_in_its_scope_as_far_as_the_register_decides(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    ours = an_authority(MANCHESTER)
    in_house, held = a_setting(in_house_for_gss=MANCHESTER), a_setting()
    clock.forward(days=1)
    a_holding(held, ours, at=clock())
    with transaction() as session:
        event = SettingMarkedInHouse(subject_id=in_house, authority=MANCHESTER)
        record(event, by=REGISTER, now=clock(), session=session)
        entered = SettingEntered(subject_id=held, scheme="ofsted-urn", identifier="SC1")
        record(entered, by=REGISTER, now=clock(), session=session)
    as_auditor_of(client, ours.id)
    page = read(client)
    assert in_house in page
    assert held in page


def test_a_consortiums_auditor_sees_its_members_and_the_consortium(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    member, stranger = an_authority(MANCHESTER), an_authority(LEEDS)
    consortium = a_consortium(member)
    done("Disclosed", ("setting", "SEENBYMEMBER"), by=buying(member.id, "P1"), at=clock())
    done("Disclosed", ("setting", "SEENBYSTRANGER"), by=buying(stranger.id, "P2"), at=clock())
    done("ConsortiumJoined", ("consortium", consortium.id), by=REGISTER, at=clock())
    as_auditor_of(client, consortium.id)
    page = read(client)
    assert "SEENBYMEMBER" in page
    assert "ConsortiumJoined" in page
    assert "SEENBYSTRANGER" not in page


def test_a_body_that_buys_for_authorities_beyond_the_scope_is_not_in_it(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    ours = an_authority(MANCHESTER)
    trust, shared = (an_organisation(OrganisationKind.ACTING_BODY) for _ in range(2))
    a_capacity(trust, MANCHESTER, kind=CapacityKind.CHILDRENS_TRUST)
    a_capacity(shared, MANCHESTER, LEEDS, kind=CapacityKind.OUT_OF_HOURS_TEAM)
    done("Disclosed", ("setting", "SEENBYTRUST"), by=buying(trust.id, "P1"), at=clock())
    done("Disclosed", ("setting", "SEENBYSHARED"), by=buying(shared.id, "P2"), at=clock())
    as_auditor_of(client, ours.id)
    page = read(client)
    assert "SEENBYTRUST" in page
    assert "SEENBYSHARED" not in page


def test_a_person_is_in_scope_while_they_have_a_role_there_and_never_with_where_else_they_work(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    ours = an_authority(MANCHESTER)
    person = a_person(Role.PLACEMENTS_OFFICER, organisation_id=ours.id)
    elsewhere = a_role(person, Role.PROVIDER_EDITOR)
    outsider = a_person(Role.PLACEMENTS_OFFICER)
    with transaction() as session:
        for one in (person, outsider):
            record(SignedIn(subject_id=one.id), by=Principal(person_id=one.id), now=clock(), session=session)
        given = RoleGiven(subject_id=person.id, organisation=elsewhere, role=Role.PROVIDER_EDITOR)
        by = Principal(person_id=person.id, organisation_id=elsewhere)
        record(given, by=by, now=clock(), session=session)
    as_auditor_of(client, ours.id)
    page = read(client)
    assert person.id in page
    assert outsider.id not in page
    assert elsewhere not in page


def test_an_authority_without_a_code_opens_nothing(app: Flask, client: FlaskClient, clock: Clock) -> None:
    nameless = an_organisation(OrganisationKind.LOCAL_AUTHORITY)
    done("Disclosed", ("setting", "SEEN"), by=buying(nameless.id, "P1"), at=clock())
    as_auditor_of(client, nameless.id)
    page = read(client)
    assert "SEEN" not in page
    assert "there is nothing to see yet" in page


def test_the_record_is_searched_by_subject_person_action_and_days_in_london(app: Flask, client: FlaskClient) -> None:
    # Half past eleven at night in UTC is the next day in a London summer.
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    done("Disclosed", ("setting", "S1"), by=buying(new_id(), "P1"), at=late)
    done("VacancyPublished", ("vacancy", "V1"), by=buying(new_id(), "P2"), at=datetime(2026, 6, 30, 9, tzinfo=UTC))
    as_auditor_of(client)
    first_of_july = "since-day=1&since-month=7&since-year=2026&until-day=1&until-month=7&until-year=2026"
    assert found_in(read(client, first_of_july)) == {"S1"}
    assert found_in(read(client, "until-day=30&until-month=6&until-year=2026")) == {"V1"}
    assert found_in(read(client, "person=P2")) == {"V1"}
    assert found_in(read(client, "kind=setting&subject=S1")) == {"S1"}
    assert found_in(read(client, "action=VacancyPublished")) == {"V1"}
    assert "Nothing in your part of the record fits" in read(client, "person=P9")


def found_in(page: str) -> set[str]:
    return {one for one in ("S1", "V1") if f">{one}<" in page or f"<br>{one}" in page}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("since-day=31&since-month=2&since-year=2026", "Enter a real day"),
        ("since-day=2&since-month=3&since-year=2026&until-day=1&until-month=3&until-year=2026", "must not be before"),
        ("subject=The+Old+Mill", "Enter an id or a code"),
        ("after=made-up", "This cursor is not one"),
        ("kind=" + "k" * 60, "Enter an id or a code"),
    ],
)
def test_a_question_that_makes_no_sense_is_answered_in_words(
    app: Flask, client: FlaskClient, query: str, words: str
) -> None:
    as_auditor_of(client)
    answer = client.get(f"/register/trail?{query}")
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


def test_older_events_stand_on_further_pages(app: Flask, client: FlaskClient, clock: Clock) -> None:
    with transaction() as session:
        for number in range(60):
            subject = ("vacancy", f"V{number:03}")
            audit.write(session, action="VacancyPublished", subject=subject, by=buying("O1", "P1"), now=clock())
    as_auditor_of(client)
    page = read(client, "person=P1")
    assert "V059" in page
    assert "V009" not in page
    later = page[page.index("/register/trail?person=P1&amp;after=") :].split('"')[0].replace("&amp;", "&")
    older = client.get(later).get_data(as_text=True)
    assert "V009" in older
    assert "V010" not in older
