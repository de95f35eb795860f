from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from register.core import outbox
from register.core.access import Role
from register.core.db import own_transaction
from register.core.relay import Relay
from register.settings import Settings
from search.engine.ports import VacancyIndex
from search.engine.service import TOPIC, vacancy_index
from tests.builders.accounts import a_person, sign_in
from tests.builders.search import a_small_country
from tests.integration.conftest import Clock


@pytest.fixture
def country(app: Flask, settings: Settings) -> None:
    a_small_country(settings.data)


@pytest.fixture
def index(app: Flask, country: None) -> VacancyIndex:
    """The index of this test's application: not there before the first rebuild."""
    return vacancy_index()


@pytest.fixture
def say_changed(relay: Relay, clock: Clock) -> Callable[..., None]:
    """Write messages as a commit does, and let the worker do what they ask for."""

    def said(*keys: str, topic: str = TOPIC) -> None:
        with own_transaction() as session:
            for key in keys:
                outbox.enqueue(session, topic=topic, key=key, now=clock())
        relay.run_until_idle()

    return said


@pytest.fixture
def officer(client: FlaskClient, index: VacancyIndex) -> FlaskClient:
    sign_in(client, a_person(Role.PLACEMENTS_OFFICER))
    return client
