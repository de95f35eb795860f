"""The numbers of a setting, from the page to the tables."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.core.access import Role
from register.core.audit import AuditEvent
from register.core.db import db, transaction
from register.core.errors import RuleBroken
from register.regulators.queries import get_setting
from register.vacancies import services
from register.vacancies.domain.numbers import Numbers
from register.vacancies.domain.status import Status, UnavailableReason
from register.vacancies.models import SettingNumbersHistory, Vacancy
from register.vacancies.queries import numbers_of
from tests.builders.accounts import a_person, sign_in
from tests.builders.vacancies import a_held_setting, a_vacancy
from tests.integration.vacancies.test_services import NOW, an_editor, terms


def numbers(setting_id: str, organisation_id: str) -> Numbers:
    db.session.rollback()
    return numbers_of([get_setting(setting_id)], organisation_id=organisation_id)[setting_id]


def test_filled_is_told_once_and_moves_with_what_happens_to_vacancies(app: Flask) -> None:
    setting_id, provider = a_held_setting(registered_places=4)
    by = an_editor(provider.id)
    with transaction():
        services.tell_filled(setting_id, 2, version=0, by=by, now=NOW)
    vacancy_id = a_vacancy(setting_id, provider.id, places=2)
    with transaction():
        services.mark_filled(vacancy_id, places=1, by=by, now=NOW)
    assert numbers(setting_id, provider.id) == Numbers(registered=4, filled=3, open=1)
    with transaction():
        services.hold_vacancy(vacancy_id, until=NOW + timedelta(hours=1), by=by, now=NOW)
    assert numbers(setting_id, provider.id) == Numbers(registered=4, filled=3, held=1)
    with transaction():
        services.mark_filled(vacancy_id, by=by, now=NOW)
        services.free_places(setting_id, 2, version=3, by=by, now=NOW)
    assert numbers(setting_id, provider.id) == Numbers(registered=4, filled=2)
    told = db.session.scalars(select(SettingNumbersHistory).order_by(SettingNumbersHistory.id)).all()
    assert [(one.what, one.filled, one.vacancy_id) for one in told] == [
        ("given", 2, None),
        ("filled", 3, vacancy_id),
        ("filled", 4, vacancy_id),
        ("freed", 2, None),
    ]


def test_a_place_that_cannot_be_used_is_recorded_without_being_offered_and_counts(app: Flask) -> None:
    setting_id, provider = a_held_setting(registered_places=2)
    by = an_editor(provider.id)
    with transaction():
        services.tell_filled(setting_id, 1, version=0, by=by, now=NOW)
        vacancy = services.draft_vacancy(setting_id, terms(), by=by, now=NOW)
        services.make_unavailable(vacancy.id, reason=UnavailableReason.STAFFING, until=NOW.date(), by=by, now=NOW)
        another = services.draft_vacancy(setting_id, terms(), by=by, now=NOW).id
    assert numbers(setting_id, provider.id) == Numbers(registered=2, filled=1, unavailable=1)
    with pytest.raises(RuleBroken, match="0 can still be offered"), transaction():
        services.publish_vacancy(another, by=by, now=NOW)


def test_opening_a_planned_place_in_a_full_setting_says_that_somebody_moved_out(app: Flask) -> None:
    setting_id, provider = a_held_setting(registered_places=2)
    by = an_editor(provider.id)
    with transaction():
        services.tell_filled(setting_id, 2, version=0, by=by, now=NOW)
    vacancy_id = a_vacancy(setting_id, provider.id, status="planned")
    with transaction():
        services.reopen_vacancy(vacancy_id, by=by, now=NOW)
    assert numbers(setting_id, provider.id) == Numbers(registered=2, filled=1, open=1)


def test_what_an_earlier_holder_offered_takes_no_place_from_the_new_one(app: Flask) -> None:
    setting_id, provider = a_held_setting(registered_places=1)
    _other, earlier = a_held_setting()
    a_vacancy(setting_id, earlier.id)
    by = an_editor(provider.id)
    with transaction():
        vacancy_id = services.draft_vacancy(setting_id, terms(), by=by, now=NOW).id
        services.publish_vacancy(vacancy_id, by=by, now=NOW)
    assert db.session.get_one(Vacancy, vacancy_id).status == Status.OPEN


def test_one_who_publishes_and_one_who_corrects_at_once_never_exceed_the_registration(app: Flask) -> None:
    setting_id, provider = a_held_setting(registered_places=3)
    by = an_editor(provider.id)
    drafts = [a_vacancy(setting_id, provider.id, status="draft", places=2) for _ in range(2)]
    db.session.remove()
    together, refused = Barrier(3), []

    def act(vacancy_id: str | None) -> None:
        with app.app_context():
            together.wait(10)
            try:
                with transaction():
                    if vacancy_id is None:
                        services.tell_filled(setting_id, 2, version=0, by=by, now=NOW)
                    else:
                        services.publish_vacancy(vacancy_id, by=by, now=NOW)
            except RuleBroken as broken:
                refused.append(broken.reasons[0].code)
            db.session.remove()

    threads = [Thread(target=act, args=(one,)) for one in (*drafts, None)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["more-than-registered"] * 2
    assert numbers(setting_id, by.organisation_id or "").over == 0


def test_the_page_tells_and_corrects_and_the_second_of_two_sees_both_numbers(client: FlaskClient) -> None:
    setting_id, provider = a_held_setting(registered_places=5)
    a_vacancy(setting_id, provider.id, status="unavailable", unavailable_reason="refurbishment")
    a_vacancy(setting_id, provider.id, status="held", places=2)
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id))
    page = client.get(f"/settings/{setting_id}/numbers").get_data(as_text=True)
    assert "filled not told yet" in page and "2 held" in page and "Repairs or refurbishment" in page
    path = f"/settings/{setting_id}/numbers"
    wrong = client.post(path, data={"version": "0", "filled": "3"})
    assert wrong.status_code == 422 and "at most 2 can be filled" in wrong.get_data(as_text=True)
    assert client.post(path, data={"version": "0", "filled": "1"}).status_code == 303
    assert "1 filled" in client.get("/dashboard").get_data(as_text=True)
    late = client.post(path, data={"version": "0", "filled": "2"})
    assert late.status_code == 409
    text = late.get_data(as_text=True)
    assert "In the register now: 1 filled." in text and "You entered: 2." in text
    assert 'name="version" value="1"' in text, "sending it again saves it"
    freed = client.post(f"{path}/free", data={"version": "1", "places": "1"})
    assert freed.status_code == 303 and freed.location == f"/settings/{setting_id}/vacancies/new?places=1"
    assert numbers(setting_id, provider.id).filled == 0


def test_numbers_are_the_holders_and_the_auditors_and_an_auditors_look_is_on_record(client: FlaskClient) -> None:
    setting_id, _provider = a_held_setting(registered_places=5)
    path = f"/settings/{setting_id}/numbers"
    for role, status in (
        (Role.PROVIDER_EDITOR, 404),
        (Role.PLACEMENTS_OFFICER, 403),
        (Role.VERIFIER, 403),
        (Role.AUDITOR, 200),
    ):
        sign_in(client, a_person(role))
        assert client.get(path).status_code == status, role
        assert "registered place" not in client.get(f"/settings/{setting_id}").get_data(as_text=True)
    seen = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "Disclosed")).all()
    assert [(one.subject_id, one.details) for one in seen] == [(setting_id, {"what": "numbers"})]
