from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from register.demo.fill import fill_country
from register.demo.stages import Plan
from register.geography.queries import current_gazetteer
from register.settings import Settings
from search.engine import indexer
from search.engine.service import vacancy_index
from tests.builders.search import a_small_country
from tests.integration.conftest import Clock

PLAN = Plan(seed=1, today=date(2026, 3, 2), settings=80, vacancies=200)


@pytest.fixture
def fill(app: Flask, settings: Settings, clock: Clock) -> Callable[[], None]:
    a_small_country(settings.data)

    def filled() -> None:
        fill_country(
            PLAN,
            gazetteer=current_gazetteer(),
            clock=clock,
            watch=lambda stages, _total: stages,
            index=lambda: indexer.rebuild(vacancy_index(), now=clock()),
        )

    return filled
