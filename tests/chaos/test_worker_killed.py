"""Vacancies published while the worker is killed again and again."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from register.app import create_app
from register.core.access import Capacity, Principal, Role
from register.core.audit import AuditEvent
from register.core.clock import now
from register.core.db import db, new_id, transaction
from register.settings import Settings
from register.vacancies import services
from search.engine.request import SearchRequest, Sort
from search.engine.service import find
from tests.builders.search import a_small_country
from tests.builders.vacancies import a_description, a_held_setting, a_vacancy
from tests.chaos.killing import ROUNDS, Program, chance, left_to_do, wait_until
from tests.journeys.running import COMMAND, Register

PUBLISHES = max(40, 4 * ROUNDS)
# A worker that was killed has told nobody: its topics are free when its lease is over.
LEASE = "1"


@pytest.fixture
def register(tmp_path: Path) -> Register:
    register = Register(tmp_path, settings={"REGISTER_RELAY_LEASE_SECONDS": LEASE})
    register.command("db", "upgrade")
    a_small_country(tmp_path)
    return register


@pytest.fixture
def app(register: Register) -> Iterator[Flask]:
    app = create_app(Settings(data=register.folder))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def an_editor(organisation_id: str) -> Principal:
    return Principal(
        person_id=new_id(),
        organisation_id=organisation_id,
        capacity=Capacity.PROVIDING,
        roles=frozenset({Role.PROVIDER_EDITOR}),
    )


def drafts() -> list[tuple[str, Principal]]:
    """Vacancies to be published, five a setting, and who may."""
    found = []
    for _ in range(-(-PUBLISHES // 5)):
        setting_id, organisation = a_held_setting(registered_places=50)
        a_description(setting_id, organisation.id)
        editor = an_editor(organisation.id)
        found += [(a_vacancy(setting_id, organisation.id, status="draft"), editor) for _ in range(5)]
    return found[:PUBLISHES]


def published_times() -> Counter[str]:
    rows = db.session.scalars(select(AuditEvent.subject_id).where(AuditEvent.action == "VacancyPublished"))
    return Counter(str(one) for one in rows)


def found_ids() -> list[str]:
    """Every vacancy that a search over the whole country finds, page by page."""
    found: list[str] = []
    request = SearchRequest(now=now(), sort=Sort.AVAILABLE)
    while True:
        page = find(request, now=now())
        found += [hit.vacancy_id for hit in page.hits]
        if page.cursor is None:
            return found
        request = replace(request, cursor=page.cursor)


def test_no_publish_is_lost_or_doubled_while_the_worker_is_killed(app: Flask, register: Register) -> None:
    random = chance()
    waiting = drafts()
    withdrawn: set[str] = set()
    log = register.folder / "worker.log"

    def start() -> Program:
        return Program(str(COMMAND), "worker", environment=register.environment, log=log)

    worker, kills, kill_at = start(), 0, time.monotonic() + random.uniform(1, 4)
    *early, last = waiting
    for vacancy_id, editor in early:
        with transaction():
            services.publish_vacancy(vacancy_id, by=editor, now=now())
        if random.random() < 0.2:
            with transaction():
                services.withdraw_vacancy(vacancy_id, by=editor, now=now())
            withdrawn.add(vacancy_id)
        time.sleep(random.uniform(0, 0.3))
        if time.monotonic() >= kill_at:
            assert worker.ended_within(0) is None, log.read_text()[-3000:]
            worker.kill()
            kills += 1
            worker, kill_at = start(), time.monotonic() + random.uniform(1, 4)
    assert kills
    worker.kill()
    worker = start()
    # One more, so that nothing is left to do only when this worker has come up and can be asked to stop.
    with transaction():
        services.publish_vacancy(last[0], by=last[1], now=now())
    wait_until(lambda: left_to_do() == 0, seconds=60, words="nothing is left to do")
    assert worker.stopped(), log.read_text()[-3000:]

    assert published_times() == Counter(vacancy_id for vacancy_id, _ in waiting)
    check = register.command("search", "check")
    expected = {vacancy_id for vacancy_id, _ in waiting} - withdrawn
    assert (check["missing"], check["outdated"], check["extra"]) == (0, 0, 0)
    assert check["register"] == check["index"]
    assert sorted(found_ids()) == sorted(expected)
    assert register.command("audit", "verify")["holds"]
