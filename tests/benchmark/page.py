"""page: the whole page of results over HTTP, beside the same page where the engine's answer is there already.

Two services on one register: the one as it is, and one whose index answers from memory what the real one answered
before. Searches as placements officers make them (words and a circle, a circle alone, the whole country), each with
ten filters counted, the total and the first 20 explained. Every second search asks the canned service first.
"""

from __future__ import annotations

import http.client
import os
import pickle
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select, text

from register.accounts.models import Membership, Person
from register.app import create_app
from register.core import clock
from register.core.access import Role
from register.core.db import db, new_id, own_transaction, transaction
from register.descriptions.domain.needs import NEEDS
from register.geography.queries import current_gazetteer
from register.settings import Settings
from register.vacancies.models import Vacancy
from search.engine.service import vacancy_index
from search.find.domain.asked import ANY_DISTANCE_MILES, OFFERED, Asked
from search.find.domain.widening import FEW, widenings
from search.find.models import StoredSearch
from search.find.queries.requests import request_of
from search.find.queries.results import PAGE
from search.find.queries.searches import place_of
from tests.benchmark.measuring import Entry, percentile
from tests.builders.accounts import sign_in
from tests.journeys.running import Register

VACANCIES = int(os.environ.get("PAGE_VACANCIES", "100000"))
# The fictional country's own; of these a little over half can be found, and are copied until there are enough.
OF_THE_COUNTRY = 26_000
SEARCHES = 200
GOAL_RATIO, GOAL_CANNED_MILLISECONDS = 1.5, 40.0
WORDS = (
    "garden",
    "therapeutic",
    "psychologist weekly",
    "buses",
    "brothers sisters",
    "calm house",
    "bathroom",
    "school",
)
CANNED = "canned.pickle"


def searches() -> Iterator[Asked]:
    """The mix, in an order that is random and always the same."""
    chance = random.Random(5)
    places = [place.id for place in current_gazetteer().every_place() if place.id.split(":")[0] in {"area", "town"}]
    kinds = ["words"] * (SEARCHES * 7 // 10) + ["circle"] * (SEARCHES // 5) + ["country"] * (SEARCHES // 10)
    chance.shuffle(kinds)
    for kind in kinds:
        chosen: dict[str, list[str] | list[int]] = {"age": [chance.randint(6, 16)]}
        chosen["provision"] = chance.sample(["CH", "IFA", "SA", "RSS"], 2)
        third = chance.random()
        if third < 0.3:
            chosen["gender"] = [chance.choice(("female", "male"))]
        elif third < 0.6:
            chosen["need"] = [chance.choice(list(NEEDS)[:20])]
        radius = ANY_DISTANCE_MILES if kind == "country" else chance.choice((10, 20, 40))
        words = "" if kind == "circle" else chance.choice(WORDS)
        yield Asked(chance.choice(places), radius, words, chosen)


def copy_vacancies() -> None:
    """Copy the vacancies that can be found until there are enough, each under an id of its own that begins with Z."""
    names = [column.name for column in Vacancy.__table__.columns if column.name != "id"]
    listed = ", ".join(names)
    with own_transaction() as session:
        session.execute(
            text("CREATE TEMPORARY TABLE original AS SELECT * FROM vacancy WHERE status IN ('open', 'planned')")
        )
        there = there_first = session.scalar(text("SELECT count(*) FROM original")) or 0
        number = 0
        while there_first and there < VACANCIES:
            number += 1
            copied = f"SELECT :start || substr(id, 3), {listed} FROM original LIMIT :most"
            values = {"start": f"Z{number}", "most": VACANCIES - there}
            session.execute(text(f"INSERT INTO vacancy (id, {listed}) {copied}"), values)
            there += there_first
        session.execute(text("DROP TABLE original"))


def keep(app: Flask, asked: list[Asked]) -> tuple[list[str], str]:
    """Keep the searches, write down what the engine answers to each, and give their ids and an officer's cookie."""
    answers, counts = {}, {}
    for one in asked:
        origin, now = place_of(one), clock.now()
        request = request_of(one, origin=origin, now=now, facets=OFFERED, page_size=PAGE)
        found = answers[request.digest()] = vacancy_index().search(request)
        if found.total <= FEW:
            wider = [request_of(way.asked, origin=origin, now=now) for way in widenings(one)]
            counts |= {way.digest(): vacancy_index().search(way).total for way in wider}
    (settings_folder(app) / CANNED).write_bytes(pickle.dumps((answers, counts)))
    officer = select(Membership).where(Membership.role == Role.PLACEMENTS_OFFICER, Membership.ended_at.is_(None))
    membership = db.session.scalars(officer.order_by(Membership.id)).first()
    assert membership is not None, "the fictional country has officers"
    organisation_id, person_id = membership.organisation_id, membership.person_id
    ids = [new_id() for _ in asked]
    with transaction() as session:
        session.add_all(
            StoredSearch(
                id=search_id,
                organisation_id=organisation_id,
                place_id=one.place_id,
                radius_miles=one.radius_miles,
                words=one.words,
                chosen=dict(one.chosen),
                created_at=clock.now(),
                expires_at=clock.now() + timedelta(days=1),
            )
            for search_id, one in zip(ids, asked, strict=True)
        )
    browser = app.test_client()
    person = db.session.get_one(Person, person_id)
    sign_in(browser, person)
    cookie = browser.get_cookie("register")
    assert cookie is not None
    return ids, f"register={cookie.value}"


def settings_folder(app: Flask) -> Path:
    settings: Settings = app.extensions["register.settings"]
    return settings.data


@contextmanager
def served(factory: str, register: Register, port: int) -> Iterator[http.client.HTTPConnection]:
    """Serve an application as in production and give a connection to it."""
    program = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{port}", "--workers=2", "--threads=4", factory],
        env=register.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        for _ in range(300):
            try:
                connection.connect()
                break
            except OSError:
                time.sleep(0.1)
        yield connection
    finally:
        connection.close()
        program.terminate()
        program.wait(20)


def seconds_of(connection: http.client.HTTPConnection, search_id: str, cookie: str) -> float:
    began = time.perf_counter()
    connection.request("GET", f"/find/{search_id}", headers={"Cookie": cookie})
    answer = connection.getresponse()
    page = answer.read()
    taken = time.perf_counter() - began
    if answer.status != http.HTTPStatus.OK or b"<h1" not in page:
        raise AssertionError(f"a page of results answered {answer.status}")
    return taken


def by_turns(register: Register, ids: list[str], cookie: str) -> tuple[list[float], list[float]]:
    """Ask the service as it is and the canned one for the same pages, and give the seconds of each."""
    ours, canned = [], []
    with (
        served("register.serving:front()", register, register.port) as real,
        served("tests.benchmark.page_canned:create()", register, Register(register.folder).port) as other,
    ):
        for search_id in ids[: SEARCHES // 5] * 2:  # both processes of each have met everything once
            seconds_of(real, search_id, cookie)
            seconds_of(other, search_id, cookie)
        for number, search_id in enumerate(ids):
            if number % 2:
                canned.append(seconds_of(other, search_id, cookie))
                ours.append(seconds_of(real, search_id, cookie))
            else:
                ours.append(seconds_of(real, search_id, cookie))
                canned.append(seconds_of(other, search_id, cookie))
    return ours, canned


def measure() -> Iterator[Entry]:
    """Fill a country, serve it twice, and ask both the same."""
    with tempfile.TemporaryDirectory() as folder:
        register = Register(Path(folder))
        register.know_places()
        register.command("db", "upgrade")
        app = create_app(Settings(data=Path(folder)))
        register.command("demo", "--vacancies", str(min(OF_THE_COUNTRY, VACANCIES)))
        with app.app_context():
            copy_vacancies()
        register.command("search", "rebuild")
        with app.app_context():
            ids, cookie = keep(app, list(searches()))
            db.session.remove()
            db.engine.dispose()
        ours, canned = by_turns(register, ids, cookie)
    size = f"{VACANCIES // 1000}k"
    for share in (0.5, 0.95):
        mine, other_one = percentile(ours, share) * 1000, percentile(canned, share) * 1000
        goal, most = (GOAL_RATIO, GOAL_CANNED_MILLISECONDS) if share == 0.5 else (None, None)
        at = f"p{share * 100:.0f}"
        yield Entry(
            f"page:embedded:{size}:{at}", mine, "ms", f"canned answer {other_one:.1f} ms", mine / other_one, most=goal
        )
        yield Entry(f"page-canned:embedded:{size}:{at}", other_one, "ms", most=most)
