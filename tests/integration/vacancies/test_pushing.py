"""Machine push: row by row, one schema with the form, nothing half done."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from register.core.audit import AuditEvent
from register.core.db import db
from register.core.outbox import OutboxMessage
from register.regulators.models import Setting
from register.vacancies.models import SettingNumbers, Vacancy, VacancyHistory
from tests.builders.organisations import an_organisation
from tests.builders.pushing import CHECKED, Provider, Send, actions, only
from tests.builders.vacancies import (
    a_held_setting,
    a_vacancy,
)
from tests.integration.conftest import Clock


def told_filled(provider: Provider, filled: int) -> None:
    """The provider has said how many places of its home are filled."""
    setting_id, organisation_id = provider.setting_id, provider.organisation_id
    db.session.add(
        SettingNumbers(
            setting_id=setting_id, organisation_id=organisation_id, version=1, filled=filled, changed_at=CHECKED
        )
    )
    db.session.commit()


UNAVAILABLE: dict[str, object] = {"status": "unavailable", "unavailable_reason": "staffing"}


def test_a_pushed_vacancy_is_published_confirmed_as_of_its_check_and_sent_to_the_index(put: Send) -> None:
    answer = put("room-1", places=2, words="A calm house.")
    assert answer.status_code == 201
    assert answer.get_json()["vacancy"]["last_confirmed_at"] == "2026-03-02T08:00:00+00:00"
    found = only()
    assert (found.status, found.places, found.reference, found.version) == ("open", 2, "room-1", 1)
    assert found.last_confirmed_at == CHECKED
    assert [one.what for one in db.session.scalars(select(VacancyHistory))] == ["published"]
    assert db.session.scalars(select(OutboxMessage.key).where(OutboxMessage.topic == "index")).all() == [found.id]


def test_the_same_again_changes_nothing(put: Send) -> None:
    put("room-1")
    again = put("room-1")
    assert (again.status_code, again.get_json()["action"]) == (200, "unchanged")
    assert db.session.scalar(select(func.count()).select_from(VacancyHistory)) == 1


def test_a_later_check_confirms_and_leaves_the_version(put: Send) -> None:
    put("room-1")
    answer = put("room-1", source_checked_at="2026-03-02T08:30:00Z")
    assert answer.get_json()["action"] == "confirmed"
    found = only()
    assert (found.version, found.last_confirmed_at) == (1, CHECKED + timedelta(minutes=30))


def test_a_row_that_nobody_checked_changes_but_does_not_confirm(put: Send) -> None:
    put("room-1")
    answer = put("room-1", places=2, source_checked_at=None)
    assert answer.get_json()["action"] == "changed"
    found = only()
    assert (found.version, found.places, found.last_confirmed_at) == (2, 2, CHECKED)


def test_an_earlier_check_never_takes_a_confirmation_back(put: Send) -> None:
    put("room-1")
    put("room-1", places=2, source_checked_at="2026-03-01T08:00:00Z")
    assert only().last_confirmed_at == CHECKED


@pytest.mark.parametrize("checked", ["2026-03-02T09:03:00Z", "2031-01-01T00:00:00Z"])
def test_nobody_can_have_checked_in_the_future(put: Send, checked: str) -> None:
    answer = put("room-1", source_checked_at=checked)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.get_json()["errors"]] == ["source_checked_at"]


def test_a_new_vacancy_needs_a_check(put: Send) -> None:
    answer = put("room-1", source_checked_at=None)
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["code"] == "missing"


def test_two_wrong_rows_do_not_stop_the_others_and_each_says_what_to_do(batch: Send, provider: Provider) -> None:
    answer = batch(
        provider.row("a"),
        provider.row("b", age_min=17, age_max=12),
        provider.row("c", gender="anybody", purposes=["XYZ"], extra="?"),
        provider.row("d"),
    )
    assert actions(answer) == ["created", "refused", "refused", "created"]
    second, third = answer.get_json()["rows"][1:3]
    assert {one["field"] for one in second["errors"]} >= {"age_max"}
    assert {one["field"] for one in third["errors"]} == {"gender", "purposes.0", "extra"}
    assert all(one["detail"] for one in (*second["errors"], *third["errors"]))
    assert answer.get_json()["counts"]["created"] == 2
    assert db.session.scalar(select(func.count()).select_from(Vacancy)) == 2


def test_what_is_no_object_is_a_wrong_row(batch: Send, provider: Provider) -> None:
    assert actions(batch("words", None, 7, [], provider.row("a"))) == ["refused"] * 4 + ["created"]


def test_a_dry_run_says_what_would_happen_and_does_nothing(batch: Send, provider: Provider) -> None:
    answer = batch(provider.row("a"), dry_run=True)
    assert (actions(answer), answer.get_json()["state"]) == (["created"], "dry-run")
    assert not db.session.scalars(select(Vacancy)).all()
    assert not db.session.scalars(select(AuditEvent).where(AuditEvent.subject_kind == "vacancy")).all()


def test_in_partial_mode_a_vacancy_that_is_not_named_stays(batch: Send, provider: Provider) -> None:
    batch(provider.row("a"), provider.row("b"))
    batch(provider.row("a"))
    assert {one.status for one in db.session.scalars(select(Vacancy))} == {"open"}


def test_in_full_mode_a_vacancy_that_is_not_named_is_withdrawn_and_its_place_offered(
    batch: Send, provider: Provider
) -> None:
    batch(*(provider.row(f"r{number}") for number in range(12)))
    rows = [provider.row(f"r{number}") for number in range(11)]
    answer = batch(*rows, provider.row("new"), mode="full")
    assert answer.status_code == 200
    assert actions(answer) == ["unchanged"] * 11 + ["created", "withdrawn"]
    assert answer.get_json()["rows"][-1]["reference"] == "r11"


def test_a_full_batch_that_would_withdraw_over_a_tenth_is_held_and_nothing_is_done(
    client: FlaskClient, batch: Send, provider: Provider
) -> None:
    batch(*(provider.row(f"r{number}") for number in range(12)))
    answer = batch(*(provider.row(f"r{number}", places=1) for number in range(10)), mode="full")
    assert (answer.status_code, answer.get_json()["state"]) == (202, "held")
    assert {one.status for one in db.session.scalars(select(Vacancy))} == {"open"}
    held = client.get(f"/api/v1/batches/{answer.get_json()['batch_id']}", headers=provider.key.header).get_json()
    assert (held["state"], held["counts"]["withdrawn"]) == ("held", 2)


def test_a_newer_full_batch_takes_the_place_of_one_that_is_held(
    client: FlaskClient, batch: Send, provider: Provider, clock: Clock
) -> None:
    batch(*(provider.row(f"r{number}") for number in range(4)))
    held = batch(provider.row("r0"), mode="full").get_json()["batch_id"]
    clock.forward(hours=1)
    batch(*(provider.row(f"r{number}") for number in range(4)), mode="full")
    found = client.get(f"/api/v1/batches/{held}", headers=provider.key.header).get_json()
    assert found["state"] == "discarded"


def test_in_full_mode_a_row_whose_reference_cannot_be_read_saves_the_others_from_being_withdrawn(
    batch: Send, provider: Provider
) -> None:
    batch(*(provider.row(f"r{number}") for number in range(12)))
    rows = [provider.row(f"r{number}") for number in range(11)]
    answer = batch(*rows, {**provider.row("r11"), "reference": None}, mode="full")
    assert actions(answer) == ["unchanged"] * 11 + ["refused"]


def test_vacancies_made_by_hand_are_not_withdrawn_by_a_full_batch(batch: Send, provider: Provider) -> None:
    by_hand = a_vacancy(provider.setting_id, provider.organisation_id)
    batch(provider.row("a"), mode="full")
    db.session.rollback()
    assert db.session.get_one(Vacancy, by_hand).status == "open"


def test_a_vacancy_made_by_hand_gets_a_reference_by_its_id(put: Send, provider: Provider) -> None:
    by_hand = a_vacancy(provider.setting_id, provider.organisation_id)
    answer = put("room-1", id=by_hand)
    assert answer.get_json()["action"] == "changed"
    assert only().reference == "room-1"


def test_the_same_vacancy_twice_in_a_batch_is_refused_the_second_time(batch: Send, provider: Provider) -> None:
    by_hand = a_vacancy(provider.setting_id, provider.organisation_id, reference="a")
    answer = batch(provider.row("b"), provider.row("b"), provider.row("a"), provider.row("c", id=by_hand))
    assert actions(answer) == ["created", "refused", "changed", "refused"]
    assert "Row 1" in answer.get_json()["rows"][1]["errors"][0]["detail"]


def test_more_places_than_registered_are_refused_from_the_row_on_that_has_none_left(
    batch: Send, provider: Provider
) -> None:
    answer = batch(*(provider.row(f"r{number}", places=5) for number in range(3)))
    assert actions(answer) == ["created", "created", "refused"]
    assert answer.get_json()["rows"][2]["errors"][0]["code"] == "more-than-registered"


def test_a_place_that_one_row_gives_up_another_may_offer(batch: Send, provider: Provider) -> None:
    batch(provider.row("a", places=12))
    answer = batch(provider.row("b", places=12), {"reference": "a", "status": "withdrawn"})
    assert actions(answer) == ["created", "withdrawn"]


def test_a_place_that_one_row_fills_no_other_may_offer(batch: Send, provider: Provider) -> None:
    told_filled(provider, 11)
    assert actions(batch(provider.row("a"))) == ["created"]
    answer = batch({"reference": "a", "status": "filled"}, provider.row("b"))
    assert actions(answer) == ["filled", "refused"]
    assert [one["field"] for one in answer.get_json()["rows"][1]["errors"]] == ["places"]


def test_filled_needs_no_more_than_reference_and_status_and_moves_the_numbers(
    put: Send, batch: Send, provider: Provider
) -> None:
    told_filled(provider, 3)
    put("a", places=2)
    assert actions(batch({"reference": "a", "status": "filled"})) == ["filled"]
    assert only().status == "filled"
    assert db.session.scalars(select(SettingNumbers.filled)).one() == 5
    assert actions(batch({"reference": "a", "status": "filled"})) == ["unchanged"]


def test_a_reference_is_free_again_when_its_vacancy_has_ended(put: Send, batch: Send) -> None:
    put("a")
    batch({"reference": "a", "status": "filled"})
    assert put("a").status_code == 201
    statuses = sorted(one.status for one in db.session.scalars(select(Vacancy).where(Vacancy.reference == "a")))
    assert statuses == ["filled", "open"]


def test_what_was_never_offered_cannot_end(batch: Send) -> None:
    answer = batch({"reference": "nothing", "status": "filled"})
    assert answer.get_json()["rows"][0]["errors"][0]["code"] == "unknown"


def test_open_from_a_later_day_is_planned_and_opens_with_its_day(put: Send, clock: Clock) -> None:
    put("a", available_from="2026-03-10")
    assert only().status == "planned"
    clock.forward(days=8)
    put("a", available_from="2026-03-10", source_checked_at="2026-03-10T08:00:00Z")
    assert only().status == "open"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"status": "held"}, "held_until"),
        ({"status": "held", "held_until": "2026-03-01T08:00:00Z"}, "held_until"),
        ({"status": "unavailable"}, "unavailable_reason"),
        (UNAVAILABLE | {"unavailable_until": "2026-01-01"}, "unavailable_until"),
        ({"status": "planned"}, "available_from"),
        ({"places": 2.5}, "places"),
        ({"places": True}, "places"),
        ({"places": 10**30}, "places"),
        ({"identifier": "SC999999"}, "identifier"),
        ({"scheme": "dfe-urn"}, "scheme"),
        ({"words": "Ring 0161 496 0000"}, "words"),
        ({"words": "Thistledown House is calm"}, "words"),
        ({"emergency": True, "available_from": "2027-03-01"}, "available_from"),
        ({"reserved_until": "2026-04-01"}, "reserved_for"),
    ],
)  # fmt: skip
def test_a_row_keeps_the_rules_of_the_form(put: Send, given: dict[str, object], field: str) -> None:
    answer = put("room-1", **given)
    assert answer.status_code == 422
    assert field in {one["field"] for one in answer.get_json()["errors"]}


def test_words_that_lead_to_the_home_are_refused_with_the_place_in_the_text(put: Send) -> None:
    error = put("room-1", words="Calm. Ring 0161 496 0000 at any time").get_json()["errors"][0]
    assert (error["field"], error["code"]) == ("words", "telephone")
    assert "characters 12 to 24" in error["detail"]


def test_a_hold_that_was_pushed_ends_by_itself(put: Send) -> None:
    put("a", status="held", held_until="2026-03-03T09:00:00+01:00")
    due = db.session.scalars(select(OutboxMessage.due_at).where(OutboxMessage.topic == "vacancy-ending")).one()
    assert due == datetime(2026, 3, 3, 8, 0, tzinfo=UTC)


def test_settings_of_others_are_not_there(put: Send, batch: Send, provider: Provider) -> None:
    other, _holder = a_held_setting("CH", organisation=an_organisation())
    theirs = db.session.get_one(Setting, other).identifier
    assert put("a", identifier=theirs).get_json()["errors"][0]["code"] == "not-yours"
    a_vacancy(other, _holder.id, reference="theirs")
    assert actions(batch({"reference": "theirs", "status": "withdrawn"})) == ["refused"]


def test_each_organisation_has_its_own_references(client: FlaskClient, put: Send, provider: Provider) -> None:
    put("a")
    other = Provider()
    answer = client.put("/api/v1/vacancies/a", json=other.row("a"), headers=other.key.header)
    assert answer.status_code == 201
    assert client.get("/api/v1/vacancies", headers=other.key.header).get_json()["vacancies"][0]["version"] == 1


def test_thirty_rows_take_as_many_questions_as_three(
    batch: Send, provider: Provider, counted: Callable[[], int]
) -> None:
    batch(*(provider.row(f"a{number}", places=1) for number in range(2)))
    counted()
    batch(*(provider.row(f"b{number}", places=1) for number in range(3)))
    few = counted()
    batch(*(provider.row(f"b{number}", age_min=11) for number in range(3)), *(provider.row(f"c{n}") for n in range(7)))
    many = counted()
    assert many <= few + 2


def test_days_are_those_of_london(put: Send, clock: Clock) -> None:
    clock.at = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    put("a", available_from="2026-04-01", source_checked_at="2026-03-31T23:00:00Z")
    assert (only().status, only().available_from) == ("open", date(2026, 4, 1))
