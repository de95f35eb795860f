"""Worlds that are copies of each other but for one thing, and somebody who looks at all that an officer can see."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from register.app import create_app, relay_for
from register.core.access import Access, Role, access_of
from register.core.db import db
from register.settings import Settings
from tests.access_samples import World, values_for

Seen = dict[str, tuple[int, tuple[tuple[str, str], ...], str]]
# Not of the register: files of the front end, files by a link of their own, a person's own account, and the mailbox
# that there is only on a machine of one's own.
ELSEWHERE = {"static", "files.served", "accounts", "mailbox"}
MOST_PAGES = 150
_NEW_EVERY_TIME = (
    (re.compile(r'name="csrf_token" value="[^"]*"'), 'name="csrf_token"'),
    (re.compile(r"/find/[0-9A-Z]{26}"), "/find/SEARCH"),
    (re.compile(r"again=[0-9A-Z]{26}"), "again=SEARCH"),
    (re.compile(r"search=[0-9A-Z]{26}"), "search=SEARCH"),
)


@dataclass
class Place:
    """One world: its application and an officer's browser, at a time that is moved."""

    app: Flask
    browser: FlaskClient
    at: datetime

    def work(self) -> None:
        """Let the worker do what is due."""
        relay_for(self.app).run_until_idle()

    def look(self, addresses: Iterable[str]) -> Seen:
        """Open addresses and give what each answers, without what is new every time."""
        return {address: self._answer(address) for address in addresses}

    def ask(self, **form: object) -> Seen:
        """Search anew."""
        with self.app.app_context():
            answer = self.browser.post("/find", data=form)
        where = answer.headers["Location"]
        return {"POST /find": (answer.status_code, (), plain(where)), "GET /find/SEARCH": self._answer(where)}

    def crawl(self, addresses: Iterable[str]) -> Seen:
        """Open addresses and every page of this service to which the pages lead."""
        seen: Seen = {}
        waiting = list(addresses)
        while waiting and len(seen) < MOST_PAGES:
            address = waiting.pop(0)
            if address in seen:
                continue
            seen[address] = self._answer(address)
            links = re.findall(r'href="(/[^"#]*)["#]', seen[address][2])
            waiting += [link.replace("&amp;", "&") for link in links if not link.startswith(("/static", "/mailbox"))]
        return seen

    def _answer(self, address: str) -> tuple[int, tuple[tuple[str, str], ...], str]:
        with self.app.app_context():
            answer = self.browser.get(address)
            headers = [
                (name, plain(value))
                for name, value in answer.headers
                if name not in {"Set-Cookie", "Content-Length", "Date"}
            ]
            return answer.status_code, tuple(sorted(headers)), plain(answer.get_data(as_text=True))


def plain(text: str) -> str:
    for pattern, instead in _NEW_EVERY_TIME:
        text = pattern.sub(instead, text)
    return text


def open_place(folder: Path, *, at: datetime) -> Place:
    """Open a world in a folder; its clock stands at `at` until that is changed."""
    place: Place
    app = create_app(Settings(data=folder), now=lambda: place.at)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    place = Place(app, app.test_client(), at)
    return place


@contextmanager
def copies(place: Place, folder: Path, names: Iterable[str]) -> Iterator[dict[str, Place]]:
    """Close a world and give copies of it by name, in which the officer is still signed in."""
    source = Path(str(place.app.extensions["register.settings"].data))
    with place.app.app_context():
        db.session.remove()
        db.engine.dispose()
    cookie = place.browser.get_cookie("register")
    assert cookie is not None
    made = {}
    for name in names:
        shutil.copytree(source, folder / name, symlinks=True)
        made[name] = open_place(folder / name, at=place.at)
        made[name].browser.set_cookie("register", cookie.value)
    yield made
    for one in made.values():
        with one.app.app_context():
            db.session.remove()
            db.engine.dispose()


def addresses_of(app: Flask, role: Role, world: World) -> list[str]:
    """Every page that a role may open, with this world's objects."""
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            access: Access | None = access_of(app, rule.endpoint)
            mine = access is not None and (access.kind != "roles" or role in access.roles)
            if "GET" in (rule.methods or ()) and mine and not {rule.endpoint, rule.endpoint.split(".")[0]} & ELSEWHERE:
                values = values_for(rule.endpoint, frozenset(rule.arguments), world)
                found.append(app.url_map.bind("").build(rule.endpoint, values))
    return found


def minutes(*spans: tuple[int, int, int]) -> list[timedelta]:
    """Times as (from, to, every) in minutes."""
    return sorted({timedelta(minutes=minute) for start, end, step in spans for minute in range(start, end + 1, step)})
