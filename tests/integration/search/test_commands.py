import json
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from register.core.db import own_transaction
from register.vacancies.models import Vacancy
from search.engine.commands import search
from search.engine.ports import VacancyIndex
from tests.builders.vacancies import a_vacancy


@pytest.fixture
def run(app: Flask, index: VacancyIndex) -> Callable[..., tuple[int, dict[str, object]]]:
    def runs(*arguments: str) -> tuple[int, dict[str, object]]:
        done = app.test_cli_runner().invoke(search, [*arguments, "--json"])
        return done.exit_code, json.loads(done.stdout)

    return runs


def test_check_repair_and_rebuild_say_what_they_found_and_did(run: Callable[..., tuple[int, dict[str, object]]]):
    first = a_vacancy()
    empty = {"register": 1, "index": 0, "missing": 1, "outdated": 0, "extra": 0}
    whole = {"register": 1, "index": 1, "missing": 0, "outdated": 0, "extra": 0}
    assert run("check") == (1, empty)
    assert run("repair") == (0, whole | {"mended": empty})
    assert run("check") == (0, whole)
    with own_transaction() as session:
        session.execute(update(Vacancy).where(Vacancy.id == first).values(places=4))
    assert run("check") == (1, whole | {"outdated": 1})
    assert run("rebuild") == (0, {"documents": 1})
    assert run("check") == (0, whole)


def test_without_geography_the_commands_refuse_in_words(app: Flask):
    a_vacancy()
    done = app.test_cli_runner().invoke(search, ["rebuild"])
    assert done.exit_code == 1
    assert "geography build" in done.output
