"""Machine push of a fostering agency: each vacancy is with a household, known only by the agency's own key."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from register.core.db import db
from register.regulators.models import Setting
from register.vacancies.models import Vacancy, VacancyHistory
from tests.builders.api_keys import a_key
from tests.builders.dwellings import a_household
from tests.builders.pushing import actions
from tests.builders.vacancies import a_description, a_held_setting, a_row


class Agency:
    """An agency with households H-1 to H-30, each approved for two."""

    def __init__(self, client: FlaskClient) -> None:
        setting_id, organisation = a_held_setting("IFA")
        a_description(setting_id, organisation.id, age_min=0, age_max=18, exclusions={})
        for number in range(1, 31):
            a_household(setting_id, organisation.id, key=f"H-{number}")
        self.identifier = db.session.get_one(Setting, setting_id).identifier
        self.header = a_key(organisation.id).header
        self.client = client

    def row(self, number: int, **given: object) -> dict[str, object]:
        return a_row(self.identifier, f"v{number}", **({"place": f"H-{number}"} | given))

    def push(self, *rows: dict[str, object], mode: str = "partial") -> TestResponse:
        body = {"vacancies": list(rows), "mode": mode}
        return self.client.put("/api/v1/vacancies", json=body, headers=self.header)


@pytest.fixture
def agency(client: FlaskClient) -> Agency:
    return Agency(client)


def test_all_households_twice_changes_nothing_the_second_time(agency: Agency) -> None:
    rows = [agency.row(number) for number in range(1, 31)]
    assert set(actions(agency.push(*rows, mode="full"))) == {"created"}
    assert set(actions(agency.push(*rows, mode="full"))) == {"unchanged"}
    assert db.session.scalar(select(func.count()).select_from(VacancyHistory)) == 30
    assert db.session.scalar(select(func.count(Vacancy.dwelling_id.distinct()))) == 30


def test_a_household_that_was_never_told_of_is_refused_at_its_field(agency: Agency) -> None:
    answer = agency.push(agency.row(1, place="H-99"), agency.row(2, place=None))
    assert actions(answer) == ["refused", "refused"]
    for row in answer.get_json()["rows"]:
        assert [one["field"] for one in row["errors"]] == ["place"]


def test_a_household_takes_no_more_than_it_is_approved_for(agency: Agency) -> None:
    assert actions(agency.push(agency.row(1, places=2), agency.row(2, place="H-1"))) == ["created", "refused"]
    moved = agency.push({"reference": "v1", "status": "filled"}, agency.row(2, place="H-1", places=2))
    assert actions(moved) == ["filled", "created"]


def test_a_household_is_read_back_by_its_key(agency: Agency) -> None:
    agency.push(agency.row(7))
    read = agency.client.get("/api/v1/vacancies/v7", headers=agency.header).get_json()
    assert read["place"] == "H-7"
    assert "dwelling_id" not in read
