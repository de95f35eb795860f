"""publish-visible: from the commit of a publish until a search in another process finds the vacancy, worker running.

Everything is as in production on one machine: the worker is our own command, the searching process has its own
connection and asks for a word that only the new vacancy has.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from flask import Flask
from sqlalchemy import insert

from register.app import create_app
from register.core.access import Capacity, Principal, Role
from register.core.clock import now
from register.core.db import db, new_id, own_transaction, transaction
from register.settings import Settings
from register.vacancies import services
from register.vacancies.models import Vacancy
from search.engine.adapters.embedded import EmbeddedIndex
from search.engine.request import SearchRequest, Sort
from tests.benchmark.measuring import Entry, percentile
from tests.builders.search import a_small_country
from tests.builders.vacancies import a_description, a_held_setting, a_vacancy
from tests.chaos.killing import Program
from tests.journeys.running import COMMAND, Register

PUBLISHES = 200
OTHERS = 6_000
GOAL_MILLISECONDS = 50.0
PROCESSES = multiprocessing.get_context("spawn")


def look(folder: Path, pipe: Connection) -> None:
    """For each word that comes through the pipe, search until it is found, and answer when that was."""
    index = EmbeddedIndex(folder)
    pipe.send("ready")
    while word := pipe.recv():
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if index.search(SearchRequest(now=now(), sort=Sort.AVAILABLE, words=word)).total:
                break
            time.sleep(0.0005)
        pipe.send(time.monotonic())


def vacancies_to_publish() -> tuple[list[tuple[str, str]], Principal]:
    """Drafts with a word of their own, among a country's worth of vacancies that are open already."""
    setting_id, organisation = a_held_setting("CH", registered_places=50_000)
    a_description(setting_id, organisation.id)
    first = a_vacancy(setting_id, organisation.id)
    with own_transaction() as session:
        columns = Vacancy.__table__.columns
        pattern = {column.name: getattr(session.get_one(Vacancy, first), column.name) for column in columns}
        rows = [pattern | {"id": new_id(), "words": f"place number{number}"} for number in range(OTHERS)]
        session.execute(insert(Vacancy), rows)
    drafts = [(word, a_vacancy(setting_id, organisation.id, status="draft", words=word)) for word in _words()]
    editor = Principal(
        person_id=new_id(),
        organisation_id=organisation.id,
        capacity=Capacity.PROVIDING,
        roles=frozenset({Role.PROVIDER_EDITOR}),
    )
    return drafts, editor


def _words() -> list[str]:
    return [f"unheard{number}" for number in range(PUBLISHES)]


def measured(app: Flask, register: Register) -> Iterator[float]:
    """Seconds from each commit to its being found."""
    with app.app_context():
        drafts, editor = vacancies_to_publish()
        db.session.remove()
        register.command("search", "rebuild")
        log = register.folder / "worker.log"
        worker = Program(str(COMMAND), "worker", environment=register.environment, log=log)
        ours, theirs = PROCESSES.Pipe()
        searcher = PROCESSES.Process(target=look, args=(register.folder / "index", theirs), daemon=True)
        searcher.start()
        ours.recv()
        try:
            for number, (word, vacancy_id) in enumerate(drafts):
                ours.send(word)
                with transaction():
                    services.publish_vacancy(vacancy_id, by=editor, now=now())
                committed = time.monotonic()
                taken = ours.recv() - committed
                if number >= PUBLISHES // 20:  # the first ones wait for the worker to have started
                    yield taken
                time.sleep(0.02)
        finally:
            ours.send("")
            searcher.join(10)
            worker.stopped()
            db.session.remove()
            db.engine.dispose()


def measure() -> Iterator[Entry]:
    """Publish one after the other and report the times."""
    with tempfile.TemporaryDirectory() as folder:
        register = Register(Path(folder))
        register.command("db", "upgrade")
        a_small_country(Path(folder))
        taken = list(measured(create_app(Settings(data=Path(folder))), register))
    for share, goal in ((0.5, None), (0.95, GOAL_MILLISECONDS)):
        milliseconds = percentile(taken, share) * 1000
        yield Entry(f"publish-visible:embedded:6k:p{share * 100:.0f}", milliseconds, "ms", most=goal)
