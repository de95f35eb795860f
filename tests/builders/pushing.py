"""A provider whose own system sends its vacancies."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import select
from werkzeug.test import TestResponse

from register.core.db import db
from register.regulators.models import Setting
from register.vacancies.models import Vacancy
from tests.builders.api_keys import Made, a_key
from tests.builders.vacancies import (
    a_description,
    a_held_setting,
    a_restricted_place,
    a_row,
)

CHECKED = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
Send = Callable[..., TestResponse]


class Provider:
    """A provider with one home of twelve places and a key."""

    def __init__(self) -> None:
        self.setting_id, organisation = a_held_setting("CH", registered_places=12)
        self.organisation_id = organisation.id
        a_description(self.setting_id, organisation.id, exclusions={})
        a_restricted_place(self.setting_id, organisation.id)
        self.identifier = db.session.get_one(Setting, self.setting_id).identifier
        self.key: Made = a_key(organisation.id)

    def row(self, reference: str, **given: object) -> dict[str, object]:
        return a_row(str(given.pop("identifier", self.identifier)), reference, **given)


def actions(answer: TestResponse) -> list[str]:
    assert answer.status_code in {200, 202}, answer.get_data(as_text=True)
    return [one["action"] for one in answer.get_json()["rows"]]


def only() -> Vacancy:
    db.session.rollback()
    return db.session.scalars(select(Vacancy)).one()
