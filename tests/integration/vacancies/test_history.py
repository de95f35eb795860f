"""Every change is in the history, as at and as known; others cannot tell how a vacancy left."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from register.core.access import Role
from register.core.audit import AuditEvent
from register.core.db import db, transaction
from register.core.relay import Relay
from register.settings import Settings
from register.vacancies import services
from register.vacancies.domain.numbers import Numbers
from register.vacancies.domain.status import Status, UnavailableReason
from register.vacancies.queries.history import setting_then
from search.engine.request import SearchRequest, Sort
from search.engine.service import ask_for_rebuild, find
from tests.builders.accounts import a_person, sign_in
from tests.builders.search import a_small_country
from tests.builders.vacancies import a_held_setting, a_vacancy
from tests.integration.conftest import Clock
from tests.integration.vacancies.test_services import NOW, an_editor, terms


def test_what_was_told_later_of_an_earlier_day_is_true_then_and_known_only_since(app: Flask, clock: Clock) -> None:
    setting_id, provider = a_held_setting(registered_places=4)
    by = an_editor(provider.id)
    with transaction():
        vacancy_id = services.draft_vacancy(setting_id, terms(places=2), by=by, now=NOW).id
        services.publish_vacancy(vacancy_id, by=by, now=NOW)
        services.tell_filled(setting_id, 1, version=0, by=by, now=NOW)
    later = clock.forward(days=5)
    moved_in = NOW + timedelta(days=2)
    with transaction():
        services.mark_filled(vacancy_id, places=1, by=by, now=later, as_at=moved_in)

    def then(as_at: int, known_at: int) -> Numbers:
        at, known = NOW + timedelta(days=as_at), NOW + timedelta(days=known_at)
        return setting_then(setting_id, provider.id, as_at=at, known_at=known).numbers

    assert then(1, 9) == Numbers(filled=1, open=2)
    assert then(3, 4) == Numbers(filled=1, open=2), "on the fourth day nobody had told"
    assert then(3, 9) == Numbers(filled=2, open=1)
    assert then(-1, 9) == Numbers()


@given(steps=st.lists(st.sampled_from(["confirm", "hold", "match", "open", "stop"]), max_size=6))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_history_holds_every_state_that_a_vacancy_was_ever_in(app: Flask, steps: list[str]) -> None:
    setting_id, provider = a_held_setting()
    by = an_editor(provider.id)
    at = NOW
    with transaction():
        vacancy_id = services.draft_vacancy(setting_id, terms(), by=by, now=at).id
        services.publish_vacancy(vacancy_id, by=by, now=at)
    status, was = Status.OPEN, [(at, Status.OPEN)]
    for step in steps:
        at += timedelta(hours=1)
        with transaction():
            if step == "confirm":
                services.confirm_vacancy(vacancy_id, by=by, now=at)
            elif step == "hold" and status is Status.OPEN:
                status = Status(services.hold_vacancy(vacancy_id, until=at + timedelta(days=9), by=by, now=at).status)
            elif step == "match" and status in {Status.OPEN, Status.HELD}:
                status = Status(services.start_matching(vacancy_id, by=by, now=at).status)
            elif step == "stop" and status is not Status.UNAVAILABLE:
                reason = UnavailableReason.OTHER
                changed = services.make_unavailable(vacancy_id, reason=reason, until=None, by=by, now=at)
                status = Status(changed.status)
            elif step == "open" and status is not Status.OPEN:
                status = Status(services.reopen_vacancy(vacancy_id, by=by, now=at).status)
        was.append((at, status))
    for then, expected in was:
        (found,) = setting_then(setting_id, provider.id, as_at=then, known_at=at).vacancies
        assert (found.status, found.confirmed_at <= then) == (expected, True)


def test_holder_and_auditor_choose_both_times_on_the_page_and_nobody_else_sees_it(
    client: FlaskClient, clock: Clock
) -> None:
    setting_id, provider = a_held_setting(registered_places=4)
    by = an_editor(provider.id)
    with transaction():
        vacancy_id = services.draft_vacancy(setting_id, terms(), by=by, now=NOW).id
        services.publish_vacancy(vacancy_id, by=by, now=NOW)
    clock.forward(days=2)
    with transaction():
        services.make_unavailable(vacancy_id, reason=UnavailableReason.STAFFING, until=None, by=by, now=clock())
    path = f"/settings/{setting_id}/history"
    for role in (Role.PROVIDER_EDITOR, Role.AUDITOR):
        own = provider.id if role is Role.PROVIDER_EDITOR else None
        sign_in(client, a_person(role, organisation_id=own))
        assert "Not enough staff" in client.get(path).get_data(as_text=True)
        earlier = client.get(f"{path}?as_at=2026-03-03T10:00").get_data(as_text=True)
        assert "Not enough staff" not in earlier and "1 open" in earlier
        unknown = client.get(f"{path}?known_at=2026-03-03T10:00").get_data(as_text=True)
        assert "Not enough staff" not in unknown
        assert client.get(f"{path}?as_at=yesterday").status_code == 422
    for role, status in ((Role.PROVIDER_EDITOR, 404), (Role.PLACEMENTS_OFFICER, 403), (Role.VERIFIER, 403)):
        sign_in(client, a_person(role))
        assert client.get(path).status_code == status
    seen = db.session.scalars(select(AuditEvent.details).where(AuditEvent.action == "Disclosed")).all()
    assert seen == [{"what": "vacancy-history"}] * 4


LEFT = {
    "filled": {"status": "filled"},
    "withdrawn": {"status": "withdrawn"},
    "matching": {"status": "matching"},
    "held": {"status": "held", "held_until": NOW + timedelta(hours=4)},
    "not available": {"status": "unavailable", "unavailable_reason": "staffing"},
    "draft": {"status": "draft"},
    "hidden": {"last_confirmed_at": NOW - timedelta(days=15)},
    "reserved": {"reserved_for": "E08000035", "contract_types": ["BLOCK"]},
}


@pytest.fixture
def officer(client: FlaskClient, settings: Settings) -> FlaskClient:
    a_small_country(settings.data)
    sign_in(client, a_person(Role.PLACEMENTS_OFFICER))
    return client


def test_gone_is_gone_whatever_the_reason(officer: FlaskClient) -> None:
    setting_id, provider = a_held_setting(registered_places=20)
    still_there = officer.get(f"/vacancies/{a_vacancy(setting_id, provider.id)}")
    assert still_there.status_code == 200
    answers = set()
    for given_state in (*LEFT.values(), None):
        vacancy_id = a_vacancy(setting_id, provider.id, **given_state) if given_state else "0" * 26
        answer = officer.get(f"/vacancies/{vacancy_id}?search=x")
        headers = tuple(sorted((name, value) for name, value in answer.headers if name != "Set-Cookie"))
        text = answer.get_data(as_text=True).replace(vacancy_id, "ID")
        # A form's token is signed with the time; it says nothing of the vacancy.
        answers.add((answer.status_code, headers, re.sub(r'name="csrf_token" value="[^"]+"', "", text)))
    assert len(answers) == 1, "one page, one status, one set of headers, also for what never was"
    assert next(iter(answers))[0] == 404


WEEK = 7 * 24 * 60
LEAVES_AT = 3 * 24 * 60 + 37


def test_whoever_watches_the_search_for_a_week_cannot_tell_how_a_vacancy_left(
    app: Flask, settings: Settings, clock: Clock, relay: Relay
) -> None:
    a_small_country(settings.data)
    leaving = {}
    for how in ("filled", "withdrawn", "matching", "not available"):
        setting_id, provider = a_held_setting(authority_gss="E08000003")
        leaving[how] = (a_vacancy(setting_id, provider.id), an_editor(provider.id))
    ask_for_rebuild(now=clock())
    relay.run_until_idle()

    def leave() -> None:
        with transaction():
            for how, (vacancy_id, by) in leaving.items():
                if how == "filled":
                    services.mark_filled(vacancy_id, by=by, now=clock())
                elif how == "withdrawn":
                    services.withdraw_vacancy(vacancy_id, by=by, now=clock())
                elif how == "matching":
                    services.start_matching(vacancy_id, by=by, now=clock())
                else:
                    reason = UnavailableReason.OTHER
                    services.make_unavailable(vacancy_id, reason=reason, until=None, by=by, now=clock())

    seen: dict[str, list[bool]] = {how: [] for how in leaving}
    # Every minute of the hours around, every hour of the rest: in between nothing is told to the index.
    near = range(LEAVES_AT - 40, LEAVES_AT + 40)
    for minute in sorted({*range(0, WEEK, 60), *near}):
        clock.at = NOW + timedelta(minutes=minute)
        if minute == LEAVES_AT:
            leave()
        relay.run_until_idle()
        found = {
            hit.vacancy_id
            for hit in find(SearchRequest(now=clock(), sort=Sort.AVAILABLE, page_size=50), now=clock()).hits
        }
        for how, (vacancy_id, _by) in leaving.items():
            seen[how].append(vacancy_id in found)
    assert all(watched == seen["filled"] for watched in seen.values())
    assert seen["filled"].count(True) > 60 and not any(seen["filled"][-60:])
