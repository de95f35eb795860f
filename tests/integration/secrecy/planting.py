"""Places that nobody else may learn of, planted; and where they were found again."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from itertools import product
from typing import Any
from urllib.parse import unquote_plus

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from register.core.access import Role
from register.core.db import db
from tests.access_samples import World, sample_of
from tests.builders.accounts import a_person, sign_in
from tests.pages import XHTML

HOME = {"name": "Thistledown House", "address": "14 Quarrybank Rise\nNetherby", "postcode": "M22 1AB"}
PREMISES = {"name": "Fernhollow Court", "address": "3 Larkspur Yard\nUlversedge", "postcode": "PR1 1AB"}
KEY = "HX-90817"
PLACES = (
    *("thistledown", "quarrybank", "netherby", "m22 1ab", "m221ab"),
    *("fernhollow", "larkspur", "ulversedge", "pr1 1ab", "pr11ab"),
)
KEYS = ("hx-90817", "hx90817")
# What somebody who knows a place might type anywhere.
TYPED = ("Thistledown House, 14 Quarrybank Rise", "M22 1AB", f"Fernhollow {KEY}")


def planted_in(content: str | bytes, words: Iterable[str] = (*PLACES, *KEYS)) -> list[str]:
    """Return which planted words a text holds, however it is escaped."""
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
    plain = " ".join(unescape(unquote_plus(text)).casefold().split())
    return [one for one in words if one in plain]


@dataclass
class Country:
    """What was planted: ids by the name of the route parameter that takes them, and who owns it all."""

    provider_id: str
    owner_ids: Mapping[Role, str]
    ids: Mapping[str, tuple[str, ...]]


@dataclass
class Walk:
    """Opens every page there is and keeps where something planted was found."""

    app: Flask
    country: Country
    leaks: list[str] = field(default_factory=list)
    opened: int = 0
    worlds: dict[Role, World] = field(default_factory=dict)

    def rules(self, method: str = "GET") -> list[Rule]:
        """Every route of a method but the static files."""
        return [
            rule
            for rule in sorted(self.app.url_map.iter_rules(), key=str)
            if method in (rule.methods or ()) and rule.endpoint != "static"
        ]

    def paths(self, rule: Rule, role: Role = Role.PROVIDER_EDITOR) -> Iterator[str]:
        """A path of the route for every planted object that it can be about, else for a sample of the tests' own."""
        names = sorted(rule.arguments)
        choices = [self.country.ids.get(name) or (self._sample(rule.endpoint, name, role),) for name in names]
        for values in product(*choices):
            with self.app.test_request_context():
                yield self.app.url_for(rule.endpoint, **dict(zip(names, values, strict=True)))

    def _sample(self, endpoint: str, name: str, role: Role) -> str:
        db.session.rollback()
        return sample_of(endpoint, name)(self.worlds.setdefault(role, World(role)))

    def read(self, client: FlaskClient, path: str, who: str, words: Iterable[str], **sent: Any) -> int:
        """Open a page and keep what of the planted it holds, in its text or its headers."""
        answer = client.open(path, **sent)
        self.opened += 1
        if answer.status_code == SEE_OTHER:
            # To signing in and back again: it names the path that was asked for, and nothing else.
            assert answer.location.startswith("/sign-in") or not planted_in(answer.location), path
            return answer.status_code
        for place, content in (("page", answer.get_data()), ("headers", str(answer.headers))):
            if planted := planted_in(content, words):
                self.leaks.append(f"{who} {sent.get('method', 'GET')} {path} {answer.status_code}, {place}: {planted}")
        return answer.status_code

    def as_role(self, role: Role | None) -> None:
        """Open every page as somebody of another organisation, or as nobody."""
        client = self.app.test_client()
        if role is not None:
            sign_in(client, a_person(role))
        for rule in self.rules():
            for path in self.paths(rule, role or Role.PROVIDER_EDITOR):
                self.read(client, path, str(role), (*PLACES, *KEYS))


def sow(
    walk: Walk, client: FlaskClient, *, skip: Callable[[str], bool], typed: Iterable[str] = TYPED
) -> list[tuple[str, str, str, int]]:
    """Type planted words into every text field of every form that somebody can open, one field at a time.

    `skip` is asked with (endpoint, field). Returns (endpoint, field, what was typed, status) of each try.
    """
    tried = []
    for rule in walk.rules():
        for path in walk.paths(rule):
            page = client.get(path)
            if page.status_code != 200 or page.mimetype != "text/html":
                continue
            for action, method, name in list(_fields(page.get_data(as_text=True))):
                filled: dict[str, str] = {}
                for words in () if skip((rule.endpoint, name)) else typed:
                    if not filled:
                        filled = dict(_filled(client.get(path).get_data(as_text=True), action))
                    if name not in filled:
                        break
                    target = action or path
                    sent: dict[str, Any] = {**filled, name: words}
                    if filled[name] == A_FILE:
                        sent[name] = (BytesIO(b"%PDF-1.4"), f"{words.replace(' ', '_')}.pdf")
                    answer = client.open(target, method=method, **{"query_string" if method == "GET" else "data": sent})
                    tried.append((rule.endpoint, name, words, answer.status_code))
                    if planted := planted_in(str(answer.headers)):
                        walk.leaks.append(f"{rule.endpoint} {name} sent on in a header: {planted}")
                    if answer.status_code < 400:
                        filled = {}  # the form anew: its version has moved
    return tried


SEE_OTHER = 303
# Stands for a file in a filled form: sent by name, since file names are words too.
A_FILE = "a file"
WRITTEN = {"text", "search", "email", "tel", "number", "url", ""}


def _forms(text: str) -> Iterator[tuple[str, str, Any]]:
    tree = html5lib.HTMLParser(namespaceHTMLElements=True).parse(text)
    for form in tree.iter(f"{XHTML}form"):
        action, method = form.get("action") or "", (form.get("method") or "get").upper()
        if "sign-out" not in action:
            yield action, method, form


def _fields(text: str) -> Iterator[tuple[str, str, str]]:
    for action, method, form in _forms(text):
        for one in form.iter():
            written = one.tag == f"{XHTML}input" and (one.get("type") or "") in WRITTEN
            written = written or one.tag == f"{XHTML}textarea" or one.get("type") == "file"
            if written and one.get("name"):
                yield action, method, one.get("name")


def _filled(text: str, wanted: str) -> Iterator[tuple[str, str]]:
    """Give the fields of a form as a browser would send them, the first choice where nothing is chosen."""
    for action, _method, form in _forms(text):
        if action != wanted:
            continue
        radios: dict[str, str] = {}
        for one in form.iter():
            name = one.get("name")
            if not name:
                continue
            kind = one.get("type") or ""
            if one.tag == f"{XHTML}textarea":
                yield name, one.text or "A calm house."
            elif one.tag == f"{XHTML}select":
                options = list(one.iter(f"{XHTML}option"))
                chosen = next((option for option in options if option.get("selected") is not None), None)
                usable = next((option for option in options if option.get("value")), None)
                yield name, (chosen if chosen is not None else usable).get("value") or "" if options else ""
            elif kind == "file":
                yield name, A_FILE
            elif one.tag == f"{XHTML}input" and kind == "radio":
                if name not in radios or one.get("checked") is not None:
                    radios[name] = one.get("value") or ""
            elif one.tag == f"{XHTML}input" and (kind in WRITTEN or kind == "hidden" or one.get("checked") is not None):
                yield name, one.get("value") or ("" if kind == "hidden" else _plausible(name, kind))
        yield from radios.items()


def _plausible(name: str, kind: str) -> str:
    if kind == "email" or "email" in name:
        return "somebody@people.example"
    if kind == "tel" or "telephone" in name:
        return "01632 960 001"
    if any(part in name for part in ("day", "month", "places", "hours", "capacity", "filled", "number")):
        return "1"
    return ""


class Listener(logging.Handler):
    """Keeps everything that any part of the program says to the log, whole."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = logging.Formatter("%(name)s %(message)s").format(record)
        self.lines.append(f"{line} {record.args!r}")


@contextmanager
def listening(*, besides: str = "sqlalchemy") -> Iterator[Listener]:
    """Listen to every logger at its lowest level, those that keep to themselves included.

    Those whose names begin with `besides` are left as they are.
    """
    listener = Listener()
    names = ["", *(one for one in logging.root.manager.loggerDict if not besides or not one.startswith(besides))]
    known = [logging.getLogger(name) for name in names]
    before = [(one, one.level, one.disabled) for one in known]
    for one in known:
        one.setLevel(logging.DEBUG)
        one.disabled = False
        if one.parent is None or not one.propagate:
            one.addHandler(listener)
    try:
        yield listener
    finally:
        for one, level, disabled in before:
            one.setLevel(level)
            one.disabled = disabled
            one.removeHandler(listener)
