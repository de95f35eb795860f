"""Received, stored, scanned, offered: in that order, and nothing is lost on the way."""

import io
import os
import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import BinaryIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from infra.real_servers.clamav import TEST_VIRUS
from register.core.audit import AuditEvent
from register.core.db import db
from register.core.errors import Unavailable
from register.core.files import STORE, FileRef, FileStore
from register.core.outbox import OutboxMessage
from register.core.relay import Relay
from register.core.scanning import SCANNER, Scan, Verdict
from register.evidence.models import EvidenceFile
from register.evidence.queries import original_of
from register.evidence.services import scan_file, store_file
from tests.builders.documents import a_pdf, a_photograph
from tests.builders.evidence import an_evidence
from tests.builders.organisations import an_organisation
from tests.integration.conftest import Clock
from tests.integration.evidence.conftest import Provider, started, uploaded


@dataclass
class Away:
    """A store or a scanner behind which nobody answers while `away`; it notes what it was asked."""

    real: FileStore | None = None
    away: bool = True
    keeps: bool = False
    verdict: Verdict = Verdict.CLEAN
    asked: list[str] = field(default_factory=list)

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.away:
            raise Unavailable("Nobody answers.")

    def put(self, file: FileRef, source: BinaryIO) -> None:
        self._ask("put")
        assert self.real is not None
        self.real.put(file, source)

    def read(self, file: FileRef) -> BinaryIO:
        self._ask("read")
        assert self.real is not None
        return self.real.read(file)

    def delete(self, file: FileRef, *, now: datetime) -> None:
        self._ask("delete")
        if self.keeps:
            raise Unavailable("Nobody answers.")
        assert self.real is not None
        self.real.delete(file, now=now)

    def scan(self, source: BinaryIO) -> Scan:
        self._ask("scan")
        infected = TEST_VIRUS in source.read()
        return Scan(Verdict.INFECTED, "Eicar-Test", "test") if infected else Scan(self.verdict, "", "test")


@pytest.fixture
def store(app: Flask) -> Away:
    away = Away(app.extensions[STORE])
    app.extensions[STORE] = away
    return away


@pytest.fixture
def scanner(app: Flask) -> Away:
    app.extensions[SCANNER] = Away(away=False)
    found: Away = app.extensions[SCANNER]
    return found


def the_file() -> EvidenceFile:
    db.session.rollback()
    return db.session.scalars(select(EvidenceFile)).one()


def test_a_store_that_is_down_for_an_hour_loses_nothing_and_the_page_says_so(
    editor: FlaskClient, provider: Provider, store: Away, relay: Relay, clock: Clock
) -> None:
    page = f"/evidence/{an_evidence(provider.organisation_id)}"
    for _ in range(12):
        relay.run_until_idle()
        clock.forward(minutes=5)
    assert the_file().state == "received"
    assert "The file store is not answering just now: your file is safe" in editor.get(page).get_data(as_text=True)
    store.away = False
    clock.forward(minutes=16)
    relay.run_until_idle()
    assert the_file().state == "offered"
    with store.read(original_of(the_file())) as kept:
        assert kept.read() == a_pdf()


def test_nobody_opens_a_file_before_it_was_scanned(
    editor: FlaskClient, provider: Provider, scanner: Away, relay: Relay, clock: Clock
) -> None:
    scanner.away = True
    page = f"/evidence/{an_evidence(provider.organisation_id)}"
    relay.run_until_idle()
    assert the_file().state == "stored"
    assert editor.get(f"{page}/file").status_code == 404
    assert "virus scanner is not answering" in editor.get(page).get_data(as_text=True)
    scanner.away = False
    clock.forward(minutes=16)
    relay.run_until_idle()
    assert "No virus was found" in editor.get(page).get_data(as_text=True)
    assert editor.get(f"{page}/file").status_code == 303


def test_a_file_with_a_virus_is_refused_its_bytes_go_and_it_is_refused_again(
    editor: FlaskClient, provider: Provider, store: Away, scanner: Away, relay: Relay, clock: Clock
) -> None:
    store.away = False
    content = a_pdf() + b"%" + TEST_VIRUS
    page = f"/evidence/{an_evidence(provider.organisation_id, content=content)}"
    relay.run_until_idle()
    text = editor.get(page).get_data(as_text=True)
    assert "A virus was found" in text
    assert editor.get(f"{page}/file").status_code == 404
    with pytest.raises(Unavailable):
        store.read(original_of(the_file()))
    again = uploaded(editor, started(editor, "policy/equality"), content)
    assert again.status_code == 422
    assert "A virus was found" in again.get_data(as_text=True)
    refused = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "EvidenceFileRefused")).one()
    assert refused.details["signature"] == "Eicar-Test"


def test_the_bytes_of_a_refused_file_go_though_the_store_is_down_when_it_is_refused(
    provider: Provider, store: Away, scanner: Away, relay: Relay, clock: Clock
) -> None:
    store.away, store.keeps = False, True
    an_evidence(provider.organisation_id, content=a_pdf() + b"%" + TEST_VIRUS)
    relay.run_until_idle()
    assert the_file().state == "refused"
    with store.read(original_of(the_file())) as kept:
        assert kept.read().endswith(TEST_VIRUS)
    store.keeps = False
    clock.forward(minutes=16)
    relay.run_until_idle()
    with pytest.raises(Unavailable):
        store.read(original_of(the_file()))


def test_each_step_is_on_record_in_its_order(relay: Relay, app: Flask) -> None:
    an_evidence(an_organisation().id, content=a_photograph())
    relay.run_until_idle()
    steps = db.session.scalars(
        select(AuditEvent.action).where(AuditEvent.subject_kind == "evidence-file").order_by(AuditEvent.id)
    ).all()
    assert steps == ["EvidenceFileReceived", "EvidenceFileStored", "EvidenceFileScanned", "EvidenceFileOffered"]


def test_a_step_that_was_cut_off_after_its_work_is_done_again_and_counts_once(
    provider: Provider, store: Away, relay: Relay, clock: Clock
) -> None:
    store.away = False
    an_evidence(provider.organisation_id)
    file_id = the_file().id
    # As if the worker died before it could write that down.
    store.put(original_of(the_file()), io.BytesIO(a_pdf()))
    relay.run_until_idle()
    db.session.rollback()
    for work in (store_file, scan_file, store_file):
        work(file_id, now=clock())
    assert the_file().state == "offered"
    assert db.session.scalar(select(func.count()).where(AuditEvent.action == "EvidenceFileStored")) == 1


def test_the_spool_is_empty_once_a_file_is_in_the_store(provider: Provider, relay: Relay, app: Flask) -> None:
    an_evidence(provider.organisation_id)
    spool = app.extensions["register.uploads"].spool
    assert len(list(spool.iterdir())) == 1
    relay.run_until_idle()
    assert not list(spool.iterdir())


def test_what_was_spooled_and_never_written_down_is_swept_a_day_later(
    provider: Provider, relay: Relay, app: Flask
) -> None:
    spool = app.extensions["register.uploads"].spool
    left = spool / "01LEFTBEHIND0000000000000"
    left.mkdir(parents=True)
    an_evidence(provider.organisation_id)
    assert left.exists()
    old = time.time() - timedelta(days=2).total_seconds()
    os.utime(left, (old, old))
    an_evidence(provider.organisation_id, content=a_pdf("Another policy on safeguarding"))
    assert not left.exists()


def test_an_organisation_gives_no_more_than_its_share(editor: FlaskClient, app: Flask) -> None:
    app.extensions["register.uploads"] = replace(app.extensions["register.uploads"], organisation_bytes=1000)
    answer = uploaded(editor, started(editor, "policy/safeguarding"))
    assert answer.status_code == 303
    answer = uploaded(editor, started(editor, "policy/equality"), a_pdf("Another"))
    assert answer.status_code == 422
    assert "as much as we keep" in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 1
