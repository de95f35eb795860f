"""Vacancies pushed by API while everything that serves is killed again and again, and the index is thrown away."""

import http.client
import json
import shutil
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select

from register.app import create_app
from register.core.audit import AuditEvent
from register.core.db import db
from register.regulators.models import Setting
from register.settings import Settings
from register.vacancies.models import Vacancy, VacancyHistory
from tests.builders.api_keys import a_key
from tests.builders.search import a_small_country
from tests.builders.vacancies import a_description, a_held_setting, a_row
from tests.chaos.killing import ROUNDS, Program, chance, left_to_do, wait_until
from tests.journeys.running import COMMAND, Register

PUSHES = max(40, 10 * ROUNDS)
BATCH = 10
LEAST_KILLS = 2


@pytest.fixture
def register(tmp_path: Path) -> Register:
    register = Register(
        tmp_path, settings={"REGISTER_RELAY_LEASE_SECONDS": "1", "REGISTER_API_REQUESTS_PER_MINUTE": "100000"}
    )
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


class Served:
    """The whole service, killed at random moments and started again, until it is told to stay up."""

    def __init__(self, register: Register, random: Random) -> None:
        self.register, self.random, self.kills = register, random, 0
        self._enough = threading.Event()
        self._program = self._started()
        self._killer = threading.Thread(target=self._kill_again_and_again)
        self._killer.start()

    def _started(self) -> Program:
        return Program(str(COMMAND), "serve", "--no-demo", environment=self.register.environment, log=self.register.log)

    def _kill_again_and_again(self) -> None:
        while not self._enough.wait(0.1):
            if self.register._answers() and not self._enough.wait(self.random.uniform(0.1, 3)):
                self._program.kill()
                self.kills += 1
                self._program = self._started()

    def stays_up(self) -> None:
        self._enough.set()
        self._killer.join()

    def stop(self) -> bool:
        return self._program.stopped()


class Pusher:
    """A case system: sends until it is answered, the same request under the same key."""

    def __init__(self, address: str, header: dict[str, str]) -> None:
        self.address, self.header, self.again = address, header, 0

    def push(self, rows: list[dict[str, object]]) -> dict[str, int]:
        body = json.dumps({"vacancies": rows}).encode()
        headers = self.header | {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        deadline = time.monotonic() + 120
        while True:
            request = urllib.request.Request(f"{self.address}/api/v1/vacancies", body, headers, method="PUT")
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:
                    counts: dict[str, int] = json.load(answer)["counts"]
                    return counts
            except urllib.error.HTTPError as refused:
                if refused.code < 500:
                    raise
                self.wait(deadline)
            except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError):
                self.wait(deadline)

    def wait(self, deadline: float) -> None:
        assert time.monotonic() < deadline, "the service did not come back"
        self.again += 1
        time.sleep(0.1)


def test_every_push_is_done_once_and_whole_while_everything_is_killed_and_the_index_deleted(
    app: Flask, register: Register
) -> None:
    random = chance()
    setting_id, organisation = a_held_setting("CH", registered_places=5_000)
    a_description(setting_id, organisation.id, exclusions={})
    identifier = db.session.get_one(Setting, setting_id).identifier
    pusher = Pusher(register.address, a_key(organisation.id).header)
    db.session.remove()
    served = Served(register, random)
    places: dict[str, int] = {}
    versions: Counter[str] = Counter()

    def row(reference: str) -> dict[str, object]:
        wanted = random.choice([one for one in range(1, 7) if one != places.get(reference)])
        places[reference] = wanted
        versions[reference] += 1
        return a_row(identifier, reference, places=wanted)

    try:
        number = 0
        while number < PUSHES or served.kills < LEAST_KILLS:
            if number == PUSHES // 2:
                shutil.rmtree(register.folder / "index", ignore_errors=True)
            if number % 4 == 3:
                chosen = random.sample(sorted(places), min(BATCH, len(places)))
                counts = pusher.push([row(reference) for reference in chosen])
                assert counts["changed"] == len(chosen)
            else:
                assert pusher.push([row(f"r{number}")])["created"] == 1
            number += 1
            time.sleep(random.uniform(0, 0.1))
    finally:
        served.stays_up()
    try:
        wait_until(lambda: left_to_do() == 0, seconds=120, words="nothing is left to do")
    finally:
        assert served.stop(), register.said()[-3000:]
    assert served.kills >= LEAST_KILLS

    found = {one.reference: one for one in db.session.scalars(select(Vacancy))}
    assert {reference: one.places for reference, one in found.items()} == places
    assert {reference: one.version for reference, one in found.items()} == dict(versions)
    assert db.session.scalar(select(func.count()).select_from(VacancyHistory)) == versions.total()
    published = select(func.count()).where(AuditEvent.action == "VacancyPublished")
    assert db.session.scalar(published) == len(places)
    check = register.command("search", "check")
    assert (check["missing"], check["outdated"], check["extra"]) == (0, 0, 0)
    assert check["register"] == check["index"] == len(places)
    assert register.command("audit", "verify")["holds"]
