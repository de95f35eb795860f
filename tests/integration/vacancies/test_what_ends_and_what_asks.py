"""What ends by itself at its time, what asks its holder instead, and what is kept for one authority."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.core.access import Role
from register.core.audit import AuditEvent
from register.core.db import db, transaction
from register.core.errors import RuleBroken
from register.core.relay import Relay
from register.settings import Settings
from register.vacancies import services
from register.vacancies.domain.contracts import ContractType
from register.vacancies.domain.status import Status
from register.vacancies.models import Vacancy
from register.vacancies.queries import document_rows, findable_ids, history_of
from search.engine.service import ask_for_rebuild, vacancy_index
from tests.builders.accounts import a_person, an_organisation_for, sign_in
from tests.builders.search import a_small_country
from tests.builders.vacancies import a_held_setting, a_vacancy
from tests.integration.conftest import Clock
from tests.integration.vacancies.test_pages import FORM, status_of
from tests.integration.vacancies.test_services import NOW, an_editor, terms

MANCHESTER = "E08000003"


def in_index() -> set[str]:
    return {entry.vacancy_id for entry in vacancy_index().entries()}


def test_a_hold_that_runs_out_is_open_again_by_itself_and_the_index_follows(
    app: Flask, relay: Relay, settings: Settings, clock: Clock
) -> None:
    a_small_country(settings.data)
    setting_id, provider = a_held_setting(authority_gss=MANCHESTER)
    vacancy_id = a_vacancy(setting_id, provider.id)
    ask_for_rebuild(now=clock())
    relay.run_until_idle()
    assert in_index() == {vacancy_id}
    with transaction():
        until, by = NOW + timedelta(hours=4), an_editor(provider.id)
        services.hold_vacancy(vacancy_id, until=until, held_for=MANCHESTER, by=by, now=NOW)
    relay.run_until_idle()
    assert in_index() == set()
    clock.forward(hours=4)
    relay.run_until_idle()
    assert status_of(vacancy_id) == Status.OPEN
    assert in_index() == {vacancy_id}
    found = db.session.get_one(Vacancy, vacancy_id)
    assert (found.held_until, found.held_for) == (None, None)
    assert found.last_confirmed_at == NOW, "nobody looked, so nothing is confirmed"
    assert [(one.what, one.person_id is None) for one in history_of(vacancy_id)] == [
        ("held", False),
        ("hold-ended", True),
    ]


def test_a_hold_that_was_ended_or_made_longer_is_left_alone(app: Flask, relay: Relay, clock: Clock) -> None:
    setting_id, provider = a_held_setting()
    by = an_editor(provider.id)
    longer, matching = a_vacancy(setting_id, provider.id), a_vacancy(setting_id, provider.id)
    with transaction():
        for one in (longer, matching):
            services.hold_vacancy(one, until=NOW + timedelta(hours=1), by=by, now=NOW)
        services.reopen_vacancy(longer, by=by, now=NOW)
        services.hold_vacancy(longer, until=NOW + timedelta(hours=9), by=by, now=NOW)
        services.start_matching(matching, by=by, now=NOW)
    clock.forward(hours=2)
    relay.run_until_idle()
    assert (status_of(longer), status_of(matching)) == (Status.HELD, Status.MATCHING)


def test_a_planned_place_whose_day_has_come_is_never_opened_silently_but_asks(
    client: FlaskClient, relay: Relay, clock: Clock
) -> None:
    setting_id, provider = a_held_setting()
    vacancy_id = a_vacancy(setting_id, provider.id, status="planned", available_from=date(2026, 3, 4))
    clock.forward(days=2)
    relay.run_until_idle()
    assert status_of(vacancy_id) == Status.PLANNED
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id))
    assert "Its day has come" in client.get("/dashboard").get_data(as_text=True)
    assert "Its day has come" in client.get(f"/vacancies/{vacancy_id}").get_data(as_text=True)
    with pytest.raises(RuleBroken, match="Its day has come"), transaction():
        services.confirm_vacancy(vacancy_id, by=an_editor(provider.id), now=clock())
    with transaction():
        assert services.confirm_all(by=an_editor(provider.id), now=clock()) == 0
    due = document_rows([vacancy_id])[vacancy_id].due
    assert due.confirm_by.date() == date(2026, 3, 4), "stale from its day on, until somebody decides"
    answer = client.post(f"/vacancies/{vacancy_id}/status", data={"status": "open", "version": "1"})
    assert answer.status_code == 303
    assert status_of(vacancy_id) == Status.OPEN


def test_a_place_that_could_not_be_used_until_a_day_asks_after_it(client: FlaskClient, clock: Clock) -> None:
    setting_id, provider = a_held_setting()
    vacancy_id = a_vacancy(
        setting_id,
        provider.id,
        status="unavailable",
        unavailable_reason="staffing",
        unavailable_until=date(2026, 3, 3),
    )
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id))
    clock.forward(days=1)
    assert "Its day has come" not in client.get(f"/vacancies/{vacancy_id}").get_data(as_text=True)
    clock.forward(days=1)
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id))
    assert "Its day has come" in client.get(f"/vacancies/{vacancy_id}").get_data(as_text=True)
    later = {"planned_from-day": "20", "planned_from-month": "3", "planned_from-year": "2026"}
    sent = {"status": "planned", "version": "1"}
    assert client.post(f"/vacancies/{vacancy_id}/status", data=sent).status_code == 422
    assert client.post(f"/vacancies/{vacancy_id}/status", data=sent | later).status_code == 303
    assert status_of(vacancy_id) == Status.PLANNED


def test_a_full_setting_may_plan_a_place(app: Flask) -> None:
    setting_id, provider = a_held_setting(registered_places=2)
    by = an_editor(provider.id)
    with transaction():
        services.tell_filled(setting_id, 2, version=0, by=by, now=NOW)
        planned = services.draft_vacancy(setting_id, terms(available_from=date(2026, 3, 20)), by=by, now=NOW)
        services.publish_vacancy(planned.id, by=by, now=NOW)
    assert planned.status == Status.PLANNED


def test_what_is_reserved_is_found_by_that_authority_alone_until_its_last_day_is_over(
    client: FlaskClient, relay: Relay, clock: Clock, settings: Settings
) -> None:
    a_small_country(settings.data)
    setting_id, provider = a_held_setting()
    by = an_editor(provider.id)
    block = terms(
        contract_types=frozenset({ContractType.BLOCK}), reserved_for=MANCHESTER, reserved_until=date(2026, 3, 5)
    )
    with transaction():
        vacancy_id = services.draft_vacancy(setting_id, block, by=by, now=NOW).id
        services.publish_vacancy(vacancy_id, by=by, now=NOW)
    assert document_rows([vacancy_id]) == {} and list(findable_ids()) == []
    ours = a_person(Role.PLACEMENTS_OFFICER)
    theirs = a_person(
        Role.PLACEMENTS_OFFICER, organisation_id=an_organisation_for(Role.PLACEMENTS_OFFICER, gss="E08000035")
    )
    sign_in(client, ours)
    page = client.get("/vacancies/reserved").get_data(as_text=True)
    assert vacancy_id in page
    assert "For Manchester until 5 March 2026" in client.get(f"/vacancies/{vacancy_id}").get_data(as_text=True)
    sign_in(client, theirs)
    assert vacancy_id not in client.get("/vacancies/reserved").get_data(as_text=True)
    assert client.get(f"/vacancies/{vacancy_id}").status_code == 404
    clock.forward(days=4)
    relay.run_until_idle()
    assert list(findable_ids()) == [vacancy_id]
    sign_in(client, theirs)
    assert client.get(f"/vacancies/{vacancy_id}").status_code == 200


def test_what_is_held_for_an_authority_is_still_seen_by_its_officers(client: FlaskClient, settings: Settings) -> None:
    a_small_country(settings.data)
    setting_id, provider = a_held_setting()
    vacancy_id = a_vacancy(setting_id, provider.id)
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id))
    sent = {"status": "held", "hours": "4", "held_for": MANCHESTER, "version": "1"}
    assert client.post(f"/vacancies/{vacancy_id}/status", data=sent).status_code == 303
    assert "for Manchester" in client.get(f"/vacancies/{vacancy_id}").get_data(as_text=True)
    sign_in(client, a_person(Role.PLACEMENTS_OFFICER))
    assert client.get(f"/vacancies/{vacancy_id}").status_code == 200


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"reserved_for": MANCHESTER}, "contract_types"), ({"reserved_for": "E99999999"}, "reserved_for")],
)
def test_a_spot_place_is_reserved_for_nobody(client: FlaskClient, changed: dict[str, str], field: str) -> None:
    setting_id, provider = a_held_setting()
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id))
    answer = client.post(f"/settings/{setting_id}/vacancies/new", data=FORM | changed)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("action", "sent"),
    [
        ("withdraw", {}),
        ("confirm", {}),
        ("fill", {}),
        ("status", {"status": "unavailable", "unavailable_reason": "staffing"}),
        ("status", {"status": "held", "hours": "4"}),
    ],
)
def test_the_second_of_two_who_press_a_button_sees_both_versions_and_may_go_on(
    client: FlaskClient, action: str, sent: dict[str, str]
) -> None:
    setting_id, provider = a_held_setting()
    by = an_editor(provider.id)
    with transaction():
        vacancy_id = services.draft_vacancy(setting_id, terms(), by=by, now=NOW).id
        services.publish_vacancy(vacancy_id, by=by, now=NOW)
        services.change_vacancy(vacancy_id, terms(age_max=14), version=2, by=by, now=NOW)
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id))
    answer = client.post(f"/vacancies/{vacancy_id}/{action}", data=sent | {"version": "2"})
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "10 to 16" in page and "10 to 14" in page
    assert status_of(vacancy_id) == Status.OPEN
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    assert client.post(f"/vacancies/{vacancy_id}/{action}", data=again).status_code == 303


def test_a_copy_is_a_form_with_the_same_answers_and_saves_nothing_by_itself(client: FlaskClient) -> None:
    setting_id, provider = a_held_setting()
    vacancy_id = a_vacancy(setting_id, provider.id, age_min=11, words="Room for a piano.")
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id))
    link = re.search(r'href="([^"]+copy=[^"]+)"', client.get(f"/vacancies/{vacancy_id}").get_data(as_text=True))
    assert link is not None
    page = client.get(link[1].replace("&amp;", "&")).get_data(as_text=True)
    assert re.search(r'name="age_min"[^>]*value="11"', page) and "Room for a piano." in page
    assert len(db.session.scalars(select(Vacancy)).all()) == 1
    foreign = a_vacancy()
    assert client.get(f"/settings/{setting_id}/vacancies/new?copy={foreign}").status_code == 404


def test_what_happens_by_itself_is_in_the_audit_under_nobodys_name(app: Flask, relay: Relay, clock: Clock) -> None:
    setting_id, provider = a_held_setting()
    vacancy_id = a_vacancy(setting_id, provider.id)
    with transaction():
        services.hold_vacancy(vacancy_id, until=NOW + timedelta(hours=1), by=an_editor(provider.id), now=NOW)
    clock.forward(hours=1)
    relay.run_until_idle()
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "VacancyHoldEnded")).one()
    assert (event.person_id, event.details["status_from"], event.details["status_to"]) == (None, "held", "open")
