"""What people do with vacancies, down to the tables."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from register.core import audit
from register.core.access import Capacity, Principal, Role
from register.core.audit import AuditEvent
from register.core.db import db, new_id, transaction
from register.core.errors import Conflict, NotFound, RuleBroken
from register.core.outbox import OutboxMessage
from register.descriptions.domain.answers import Gender
from register.regulators.models import Setting
from register.vacancies import services
from register.vacancies.domain.status import Status, UnavailableReason
from register.vacancies.domain.terms import Terms
from register.vacancies.events import INDEX
from register.vacancies.models import Vacancy
from register.vacancies.queries import document_rows, history_of
from tests.builders.vacancies import a_description, a_held_setting, a_restricted_place, a_vacancy
from tests.integration.conftest import START, Clock

NOW = START


def an_editor(organisation_id: str, *, settings: frozenset[str] | None = None) -> Principal:
    return Principal(
        person_id=new_id(),
        organisation_id=organisation_id,
        capacity=Capacity.PROVIDING,
        roles=frozenset({Role.PROVIDER_EDITOR}),
        settings=settings,
    )


def terms(**given: object) -> Terms:
    values: dict[str, object] = {
        "places": 1,
        "age_min": 10,
        "age_max": 16,
        "gender": Gender.ANY,
        "available_from": date(2026, 3, 2),
        "needs": {},
    }
    return Terms(**(values | given))  # type: ignore[arg-type]


def pending() -> list[tuple[str, str]]:
    """What waits for the index; reminders wait for days."""
    rows = db.session.execute(
        select(OutboxMessage.topic, OutboxMessage.key).where(OutboxMessage.topic == INDEX).order_by(OutboxMessage.id)
    )
    return [(topic, key) for topic, key in rows]


def test_publishing_writes_vacancy_audit_history_and_outbox_in_one_transaction(app: Flask) -> None:
    setting_id, provider = a_held_setting()
    by = an_editor(provider.id)
    with transaction():
        vacancy_id = services.draft_vacancy(setting_id, terms(), by=by, now=NOW).id
    assert pending() == []
    with transaction():
        services.publish_vacancy(vacancy_id, by=by, now=NOW)
    assert db.session.get_one(Vacancy, vacancy_id).status == Status.OPEN
    assert pending() == [("index", vacancy_id)]
    assert [one.what for one in history_of(vacancy_id)] == ["drafted", "published"]
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "VacancyPublished")).one()
    assert (event.subject_id, event.person_id, event.version_from, event.version_to) == (vacancy_id, by.person_id, 1, 2)
    assert event.details == {"setting_id": setting_id, "status_from": "draft", "status_to": "open"}


def test_a_failure_after_publishing_leaves_nothing(app: Flask) -> None:
    setting_id, provider = a_held_setting()
    by = an_editor(provider.id)
    with transaction():
        vacancy_id = services.draft_vacancy(setting_id, terms(), by=by, now=NOW).id
    with pytest.raises(RuntimeError), transaction():
        services.publish_vacancy(vacancy_id, by=by, now=NOW)
        raise RuntimeError
    assert db.session.get_one(Vacancy, vacancy_id).status == Status.DRAFT
    assert pending() == []


def test_a_place_that_comes_free_later_is_planned(app: Flask) -> None:
    setting_id, provider = a_held_setting()
    by = an_editor(provider.id)
    with transaction():
        vacancy = services.draft_vacancy(setting_id, terms(available_from=date(2026, 4, 1)), by=by, now=NOW)
        services.publish_vacancy(vacancy.id, by=by, now=NOW)
    assert vacancy.status == Status.PLANNED


def test_open_places_of_all_vacancies_stay_within_those_registered(app: Flask) -> None:
    setting_id, provider = a_held_setting(registered_places=3)
    a_vacancy(setting_id, provider.id, places=1, status="held")
    by = an_editor(provider.id)
    with transaction():
        fits = services.draft_vacancy(setting_id, terms(places=2), by=by, now=NOW).id
        services.publish_vacancy(fits, by=by, now=NOW)
        over = services.draft_vacancy(setting_id, terms(places=1), by=by, now=NOW).id
    with pytest.raises(RuleBroken, match="registered for 3: 0 filled and 3 already offered") as refused, transaction():
        services.publish_vacancy(over, by=by, now=NOW)
    assert [one.code for one in refused.value.reasons] == ["more-than-registered"]


@pytest.mark.parametrize("given", [{"open": False}, {"registration_status": "Suspended"}])
def test_a_setting_that_may_not_take_children_publishes_nothing(app: Flask, given: dict[str, object]) -> None:
    setting_id, provider = a_held_setting("CH", **given)
    vacancy_id = a_vacancy(setting_id, provider.id, status="draft", purposes=[], needs={})
    with pytest.raises(RuleBroken), transaction():
        services.publish_vacancy(vacancy_id, by=an_editor(provider.id), now=NOW)


def test_a_setting_outside_the_service_publishes_nothing(app: Flask) -> None:
    setting_id, provider = a_held_setting()
    with transaction() as session:
        session.get_one(Setting, setting_id).provision = None
    with pytest.raises(RuleBroken, match="outside the service"), transaction():
        vacancy = services.draft_vacancy(setting_id, terms(), by=an_editor(provider.id), now=NOW)
        services.publish_vacancy(vacancy.id, by=an_editor(provider.id), now=NOW)


def test_supported_accommodation_for_somebody_under_16_is_refused(app: Flask) -> None:
    setting_id, provider = a_held_setting("SA")
    with pytest.raises(RuleBroken, match="the law allows nobody younger"), transaction():
        services.draft_vacancy(setting_id, terms(age_min=15, age_max=17), by=an_editor(provider.id), now=NOW)


def test_the_second_of_two_editors_is_told(app: Flask) -> None:
    setting_id, provider = a_held_setting()
    vacancy_id = a_vacancy(setting_id, provider.id)
    by = an_editor(provider.id)
    with transaction():
        services.change_vacancy(vacancy_id, terms(age_max=17), version=1, by=by, now=NOW)
    with pytest.raises(Conflict), transaction():
        services.change_vacancy(vacancy_id, terms(age_max=14), version=1, by=by, now=NOW)
    assert db.session.get_one(Vacancy, vacancy_id).age_max == 17


def test_saving_is_confirming_and_a_confirmation_leaves_the_version(app: Flask, clock: Clock) -> None:
    setting_id, provider = a_held_setting()
    vacancy_id = a_vacancy(setting_id, provider.id)
    by = an_editor(provider.id)
    later = clock.forward(days=3)
    with transaction():
        services.change_vacancy(vacancy_id, terms(), version=1, by=by, now=later)
    assert db.session.get_one(Vacancy, vacancy_id).last_confirmed_at == later
    latest = clock.forward(days=3)
    with transaction():
        services.confirm_vacancy(vacancy_id, by=by, now=latest)
    vacancy = db.session.get_one(Vacancy, vacancy_id)
    assert (vacancy.last_confirmed_at, vacancy.version) == (latest, 2)
    assert document_rows([vacancy_id])[vacancy_id].due.confirm_by == latest + timedelta(days=7)


def test_one_click_confirms_what_one_may_touch_and_nothing_else(app: Flask, clock: Clock) -> None:
    provider_settings = [a_held_setting()]
    provider = provider_settings[0][1]
    provider_settings += [a_held_setting(organisation=provider) for _ in range(2)]
    ids = [a_vacancy(setting_id, provider.id) for setting_id, _ in provider_settings]
    foreign = a_vacancy()
    filled = a_vacancy(provider_settings[0][0], provider.id, status="filled")
    now = clock.forward(days=8)
    by = an_editor(provider.id, settings=frozenset(one for one, _ in provider_settings[:2]))
    with transaction():
        assert services.confirm_all(by=by, now=now) == 2
    confirmed = set(db.session.scalars(select(Vacancy.id).where(Vacancy.last_confirmed_at == now)))
    assert confirmed == set(ids[:2])
    assert {foreign, filled}.isdisjoint(confirmed)
    assert pending() == [("index", one) for one in sorted(ids[:2])]


def test_filling_some_places_leaves_the_rest_and_the_last_one_ends_it(app: Flask) -> None:
    setting_id, provider = a_held_setting()
    vacancy_id = a_vacancy(setting_id, provider.id, places=3, siblings_max=3)
    by = an_editor(provider.id)
    with transaction():
        vacancy = services.mark_filled(vacancy_id, places=2, by=by, now=NOW)
        assert (vacancy.status, vacancy.places, vacancy.siblings_max) == (Status.OPEN, 1, None)
        services.mark_filled(vacancy_id, by=by, now=NOW)
    assert db.session.get_one(Vacancy, vacancy_id).status == Status.FILLED
    assert document_rows([vacancy_id]) == {}


def test_a_filled_vacancy_is_never_opened_again(app: Flask) -> None:
    setting_id, provider = a_held_setting()
    vacancy_id = a_vacancy(setting_id, provider.id, status="filled")
    with pytest.raises(RuleBroken, match="cannot become"), transaction():
        services.reopen_vacancy(vacancy_id, by=an_editor(provider.id), now=NOW)


def test_a_vacancy_goes_through_its_statuses_and_its_history_tells(app: Flask, clock: Clock) -> None:
    setting_id, provider = a_held_setting()
    vacancy_id = a_vacancy(setting_id, provider.id)
    by = an_editor(provider.id)
    with transaction():
        services.hold_vacancy(vacancy_id, until=NOW + timedelta(hours=4), by=by, now=NOW)
        services.start_matching(vacancy_id, by=by, now=NOW)
        services.make_unavailable(vacancy_id, reason=UnavailableReason.STAFFING, until=None, by=by, now=NOW)
        services.reopen_vacancy(vacancy_id, by=by, now=NOW)
        vacancy = services.withdraw_vacancy(vacancy_id, by=by, now=NOW)
    assert (vacancy.status, vacancy.version, vacancy.unavailable_reason) == (Status.WITHDRAWN, 6, None)
    history = history_of(vacancy_id)
    assert [one.what for one in history] == ["held", "matching", "unavailable", "opened", "withdrawn"]
    assert [(one.state or {})["status"] for one in history] == ["held", "matching", "unavailable", "open", "withdrawn"]
    assert (history[2].state or {})["unavailable_reason"] == "staffing"


def test_for_everybody_but_the_holder_there_is_no_such_vacancy(app: Flask) -> None:
    setting_id, provider = a_held_setting()
    vacancy_id = a_vacancy(setting_id, provider.id)
    _setting, stranger = a_held_setting()
    limited = an_editor(provider.id, settings=frozenset())
    for by in (an_editor(stranger.id), limited):
        with pytest.raises(NotFound), transaction():
            services.withdraw_vacancy(vacancy_id, by=by, now=NOW)
        with pytest.raises(NotFound), transaction():
            services.draft_vacancy(setting_id, terms(), by=by, now=NOW)


def test_words_that_hold_the_place_are_refused(app: Flask) -> None:
    setting_id, provider = a_held_setting()
    a_description(setting_id, provider.id)
    a_restricted_place(setting_id, provider.id)
    with pytest.raises(RuleBroken) as refused, transaction():
        services.draft_vacancy(setting_id, terms(words="At Thistledown"), by=an_editor(provider.id), now=NOW)
    assert [(one.field, one.code) for one in refused.value.reasons] == [("words", "place")]


def test_what_the_database_writes_of_many_is_what_is_written_of_one(app: Flask) -> None:
    setting_id, provider = a_held_setting()
    by = an_editor(provider.id)
    ids = [a_vacancy(setting_id, provider.id) for _ in range(2)]
    with transaction():
        services.confirm_all(by=by, now=NOW, only=ids)
        services.withdraw_vacancy(ids[0], by=by, now=NOW)
    *many, one = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.subject_id for event in many] == ids
    for event in many:
        assert event.details == {"setting_id": setting_id, "status_from": "open", "status_to": "open"}
        assert (event.person_id, event.organisation_id, event.capacity) == (by.person_id, provider.id, "providing")
        assert (event.at, event.action, event.subject_kind) == (NOW, "VacancyConfirmed", "vacancy")
        assert (event.version_from, event.version_to) == (1, 1)
    assert one.details.keys() == many[0].details.keys()
    assert audit.seal_events(now=NOW) == 3
    assert audit.verify_seals(db.session()).holds
