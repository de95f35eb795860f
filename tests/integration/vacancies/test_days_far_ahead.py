"""A slip of the keyboard in a day breaks no page: it is refused with a remedy, and what was stored before is read."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from register.core.access import Role
from tests.builders.accounts import a_person, sign_in
from tests.builders.pushing import Send
from tests.builders.vacancies import a_held_setting, a_vacancy
from tests.integration.vacancies.test_pages import FORM

REMEDY = "Enter a day up to 31 December 2100"
UNAVAILABLE = {"status": "unavailable", "unavailable_reason": "staffing"}
MANCHESTER = "E08000003"


def typed(name: str) -> dict[str, str]:
    return {f"{name}-day": "31", f"{name}-month": "12", f"{name}-year": "9999"}


@pytest.mark.parametrize(
    "given",
    [
        UNAVAILABLE | {"unavailable_until": "9999-12-31"},
        {"reserved_for": MANCHESTER, "contract_types": ["BLOCK"], "reserved_until": "2101-01-01"},
    ],
)
def test_a_pushed_day_too_far_ahead_is_refused_with_a_remedy(put: Send, given: dict[str, object]) -> None:
    answer = put("room-1", **given)
    assert answer.status_code == 422
    assert [one["detail"] for one in answer.get_json()["errors"]] == [REMEDY]
    assert answer.get_json()["errors"][0]["field"] in given


def test_a_typed_day_too_far_ahead_is_refused_with_a_remedy(client: FlaskClient) -> None:
    setting_id, provider = a_held_setting()
    vacancy_id = a_vacancy(setting_id, provider.id)
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id))
    reserved = FORM | {"reserved_for": MANCHESTER, "contract_types": "BLOCK"} | typed("reserved_until")
    unavailable = UNAVAILABLE | {"version": "1"} | typed("unavailable_until")
    for answer in (
        client.post(f"/settings/{setting_id}/vacancies/new", data=reserved),
        client.post(f"/vacancies/{vacancy_id}/status", data=unavailable),
    ):
        assert answer.status_code == 422
        assert REMEDY in answer.get_data(as_text=True)


def test_a_day_too_far_ahead_that_is_stored_already_breaks_no_page(client: FlaskClient) -> None:
    setting_id, provider = a_held_setting()
    vacancy_id = a_vacancy(setting_id, provider.id, **UNAVAILABLE, unavailable_until=date.max)
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id))
    assert client.get(f"/vacancies/{vacancy_id}").status_code == 200
    assert client.get("/dashboard").status_code == 200


def test_the_record_is_not_asked_for_a_day_too_far_ahead(client: FlaskClient) -> None:
    sign_in(client, a_person(Role.AUDITOR, organisation_id=None))
    answer = client.get("/register/trail?until-day=31&until-month=12&until-year=9999")
    assert answer.status_code in {200, 422}
    assert REMEDY in answer.get_data(as_text=True)
