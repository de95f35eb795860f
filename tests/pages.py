"""A test client that reads every page as a browser's parser would, and fails on one that is not whole."""

import re
from typing import Any

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from register.core.db import db

XHTML = "{http://www.w3.org/1999/xhtml}"
# The parser wants more of the doctype's history than a page of today has.
HARMLESS = {"expected-doctype-but-got-start-tag"}


class CheckingClient(FlaskClient):
    """Checks each HTML answer: it parses without an error, has one h1 and a title, and left no unsaved change."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.rollback()  # what the test read so far is read anew after the request
        # A context of its own, as on a server: nothing of one request is there in the next.
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
            session = db.session()
            assert not (session.new or session.dirty or session.deleted), "a request left something unsaved"
        if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303, 308):
            check_page(answer.get_data(as_text=True))
        return answer


def check_page(text: str) -> None:
    parser = html5lib.HTMLParser(namespaceHTMLElements=True)
    tree = parser.parse(text)
    errors = [f"{where}: {code}" for where, code, _ in parser.errors if code not in HARMLESS]
    assert not errors, f"the page does not parse: {errors[:5]}"
    assert len(tree.findall(f".//{XHTML}h1")) == 1, "a page has one h1"
    title = tree.find(f".//{XHTML}title")
    assert title is not None, "a page has a title"
    assert (title.text or "").strip(), "a page has a title"


HIDDEN = re.compile(r'<input type="hidden" name="(?P<name>[^"]+)" value="(?P<value>[^"]*)">')


def text_of(client: FlaskClient, path: str, *, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def post(client: FlaskClient, path: str, *, status: int = 303, **fields: str) -> str:
    answer = client.post(path, data=fields)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return str(answer.headers.get("Location", "")) if status == 303 else answer.get_data(as_text=True)


def post_twice(client: FlaskClient, path: str, **fields: str) -> str:
    """Fill a form in, look at what would be done, and confirm it as a browser would."""
    page = post(client, path, status=200, **fields)
    again = {found["name"]: found["value"] for found in HIDDEN.finditer(page) if found["name"] != "csrf_token"}
    return post(client, path, **again, step="confirm")
