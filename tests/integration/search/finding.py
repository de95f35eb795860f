"""An officer who searches, and homes to be found."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from register.core.db import db
from search.find.models import StoredSearch
from tests.builders.search import MANCHESTER
from tests.builders.vacancies import a_description, a_held_setting, a_vacancy

Say = Callable[..., None]
NEAR_M1 = {"place": "M1 3AB", "radius": "20"}


def searched(client: FlaskClient, **asked: object) -> TestResponse:
    answer = client.post("/find", data=NEAR_M1 | asked)
    assert answer.status_code == 303, answer.text
    return client.get(answer.headers["Location"])


def a_home(area: str = "M1", **given: object) -> str:
    setting_id, organisation = a_held_setting(str(given.pop("provision", "CH")))
    a_description(setting_id, organisation.id, area_id=f"{MANCHESTER}-{area}")
    return a_vacancy(setting_id, organisation.id, **given)


def stored() -> list[StoredSearch]:
    db.session.rollback()
    return list(db.session.scalars(select(StoredSearch).order_by(StoredSearch.id)))
