"""A postcode is typed into every form and every failure of the search, and then looked for everywhere."""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, inspect, text
from werkzeug.test import TestResponse

from register.core.access import Role
from register.core.db import db
from register.geography.queries.store import FILE_NAME
from register.settings import Settings
from search.engine.ports import IndexUnavailable
from search.engine.service import INDEX
from tests.builders.accounts import a_person, sign_in
from tests.integration.search.finding import Say, a_home

# As typed, run together, in an address, and in what an address may be made of.
PLANTED = "M1 3AB"
FORMS = re.compile(rb"m1(?:[\s+_.-]|%20)?3ab|" + re.escape(base64.b64encode(PLANTED.encode())[:7]), re.IGNORECASE)


@pytest.fixture(autouse=True)
def all_logs(caplog: pytest.LogCaptureFixture, app: Flask) -> None:
    """Every logger says all it can, and errors are answered as on a server."""
    caplog.set_level(logging.DEBUG)
    for name in ("sqlalchemy.engine", "werkzeug", "gunicorn.error"):
        caplog.set_level(logging.DEBUG, logger=name)
    app.testing = False
    app.config.update(PROPAGATE_EXCEPTIONS=False)


@pytest.fixture
def traces(
    app: Flask, settings: Settings, officer: FlaskClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture
) -> Iterator[list[TestResponse]]:
    """Take every answer, and look for the postcode in them and in all that is left behind."""
    answers: list[TestResponse] = []
    yield answers
    found = [
        f"answer {answer.status}: {part}"
        for answer in answers
        for part, said in (
            ("address", answer.request.url),
            ("headers", str(answer.headers)),
            ("page", answer.text),
        )
        if FORMS.search(said.encode())
    ]
    found += ["log"] * bool(FORMS.search(caplog.text.encode()))
    found += [f"printed: {said[:200]}" for said in capfd.readouterr() if FORMS.search(said.encode())]
    found += [f"file {path.name}" for path in _files(settings.data) if FORMS.search(path.read_bytes())]
    found += [f"table {name}" for name, rows in _tables() if FORMS.search(rows.encode())]
    with officer.session_transaction() as cookie:
        found += ["cookie"] * bool(FORMS.search(repr(dict(cookie)).encode()))
    assert not found


def _files(folder: Path) -> Iterator[Path]:
    # The directory of all postcodes holds this one too.
    return (path for path in folder.rglob("*") if path.is_file() and path.name != FILE_NAME)


def _tables() -> Iterator[tuple[str, str]]:
    db.session.rollback()
    for name in inspect(db.engine).get_table_names():
        yield name, repr(db.session.execute(text(f'SELECT * FROM "{name}"')).all())  # noqa: S608 - our own tables


def ask(officer: FlaskClient, traces: list[TestResponse], **form: object) -> TestResponse:
    answer = officer.post("/find", data={"place": PLANTED, "radius": "20"} | form)
    traces.append(answer)
    return answer


def test_of_a_search_that_succeeds_is_narrowed_widened_and_opened(
    officer: FlaskClient, traces: list[TestResponse], say_changed: Say
):
    say_changed(a_home())
    where = ask(officer, traces).headers["Location"]
    traces.append(officer.get(where))
    assert "Oakway Care" in traces[-1].text
    traces.append(officer.post(where, data={"radius": "20", "provision": ["CH"]}))
    traces.append(officer.post(where, data={"widen": "radius.40"}))
    traces.append(officer.get(f"/find?again={where.rsplit('/', 1)[1]}"))
    traces.append(officer.get(re.findall(r'href="(/vacancies/[^"]+)"', officer.get(where).text)[0]))
    say_changed()


@pytest.mark.parametrize(
    "mistake",
    [
        {"age": "old"},
        {"radius": "7"},
        {"when": "day"},
        {"need-AUT": "perhaps"},
        {"provision": "XX"},
        {"place": "Lanc", "place_id": PLANTED},
        {"place": "Leeds", "known": PLANTED},
    ],
)
def test_of_a_form_with_a_mistake_elsewhere(officer: FlaskClient, traces: list[TestResponse], mistake: dict[str, str]):
    assert ask(officer, traces, **mistake).status_code in {303, 422}


def test_of_words_that_hold_one_but_the_answer_that_asks_to_change_them(
    officer: FlaskClient, traces: list[TestResponse]
):
    answer = officer.post("/find", data={"place": "Leeds", "radius": "20", "words": f"near {PLANTED}"})
    assert answer.status_code == 422
    assert "Leave out postcodes" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_of_whoever_may_not_search(app: Flask, traces: list[TestResponse]):
    for role in (None, Role.PROVIDER_EDITOR):
        browser = app.test_client()
        if role is not None:
            sign_in(browser, a_person(role))
        assert ask(browser, traces).status_code in {303, 403}


def _lose_geography(app: Flask, settings: Settings) -> None:
    (settings.data / FILE_NAME).write_bytes(b"not a store")


def _lose_the_table(app: Flask, settings: Settings) -> None:
    owner = create_engine(app.config["OWNED_DATABASE"])
    with owner.begin() as connection:
        connection.execute(text("ALTER TABLE stored_search RENAME TO elsewhere"))
    owner.dispose()


def _crash_in_the_middle(app: Flask, settings: Settings) -> None:
    class Crashing:
        def search(self, request: object) -> None:
            raise RuntimeError(f"in the middle of {request!r}")

    app.extensions[INDEX] = Crashing()


def _lose_the_index(app: Flask, settings: Settings) -> None:
    class Away:
        def search(self, request: object) -> None:
            raise IndexUnavailable(f"no answer to {request!r}")

    app.extensions[INDEX] = Away()


@pytest.mark.parametrize("fails", [_lose_geography, _lose_the_table, _crash_in_the_middle, _lose_the_index])
def test_of_a_search_that_fails_on_our_side(
    app: Flask,
    officer: FlaskClient,
    traces: list[TestResponse],
    settings: Settings,
    owned_database: str,
    fails: Callable[[Flask, Settings], None],
):
    app.config["OWNED_DATABASE"] = owned_database
    fails(app, settings)
    answer = ask(officer, traces)
    if answer.status_code == 303:
        answer = officer.get(answer.headers["Location"])
        traces.append(answer)
    assert answer.status_code in {500, 503}
    assert "Sorry" in answer.text or "not answering" in answer.text


def test_the_search_for_traces_finds_one(settings: Settings, traces: list[TestResponse]):
    """Guards the guard: what is left behind on purpose is seen."""
    assert FORMS.search(b"GET /find?place=M1+3AB")
    assert FORMS.search(b"m13ab")
    assert FORMS.search(base64.b64encode(b"M1 3AB"))
    (settings.data / "left").write_text("m1 3ab")
    assert [path.name for path in _files(settings.data) if FORMS.search(path.read_bytes())] == ["left"]
    (settings.data / "left").unlink()
