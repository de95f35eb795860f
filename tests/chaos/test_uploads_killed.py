"""Files of evidence on their way while the worker is killed again and again: none lost, no step counted twice."""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from register.app import create_app
from register.core.audit import AuditEvent
from register.core.db import db
from register.core.files import file_store
from register.core.outbox import OutboxMessage
from register.evidence.models import EvidenceFile
from register.evidence.queries import original_of
from register.settings import Settings
from tests.builders.documents import a_pdf
from tests.builders.evidence import an_evidence
from tests.builders.organisations import an_organisation
from tests.chaos.killing import ROUNDS, Program, chance, wait_until
from tests.journeys.running import COMMAND, Register

FILES = max(40, 2 * ROUNDS)
STEPS = ("EvidenceFileReceived", "EvidenceFileStored", "EvidenceFileScanned", "EvidenceFileOffered")


@pytest.fixture
def register(tmp_path: Path) -> Register:
    register = Register(tmp_path, settings={"REGISTER_RELAY_LEASE_SECONDS": "1"})
    register.command("db", "upgrade")
    return register


@pytest.fixture
def app(register: Register) -> Iterator[Flask]:
    app = create_app(Settings(data=register.folder))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def pending() -> int:
    db.session.rollback()
    waiting = select(func.count()).where(
        OutboxMessage.processed_at.is_(None), OutboxMessage.topic.startswith("evidence-")
    )
    return db.session.scalar(waiting) or 0


def test_no_file_is_lost_and_no_step_counted_twice_while_the_worker_is_killed(app: Flask, register: Register) -> None:
    random, log = chance(), register.folder / "worker.log"

    def start() -> Program:
        return Program(str(COMMAND), "worker", environment=register.environment, log=log)

    organisation_id = an_organisation().id
    contents = [a_pdf(f"Certificate {number}") for number in range(FILES)]
    worker, kills, kill_at = start(), 0, time.monotonic() + random.uniform(1, 4)
    *early, last = contents
    for content in early:
        an_evidence(organisation_id, content=content)
        time.sleep(random.uniform(0, 0.3))
        if time.monotonic() >= kill_at:
            worker.kill()
            kills += 1
            worker, kill_at = start(), time.monotonic() + random.uniform(1, 4)
    assert kills
    worker.kill()
    worker = start()
    # One more, so that nothing is left to do only when this worker has come up and can be asked to stop.
    an_evidence(organisation_id, content=last)
    wait_until(lambda: pending() == 0, seconds=60, words="every file is through")
    assert worker.stopped(), log.read_text()[-3000:]

    files = db.session.scalars(select(EvidenceFile)).all()
    assert {one.state for one in files} == {"offered"}
    kept = []
    for one in files:
        with file_store().read(original_of(one)) as opened:
            kept.append(opened.read())
    assert sorted(kept) == sorted(contents)
    assert not list((register.folder / "spool").iterdir())
    told = db.session.scalars(select(AuditEvent.action).where(AuditEvent.subject_kind == "evidence-file"))
    assert Counter(told) == Counter(dict.fromkeys(STEPS, FILES))
