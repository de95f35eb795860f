import io
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from register.core.access import Role
from tests.builders.accounts import a_person, sign_in
from tests.builders.documents import a_pdf
from tests.builders.organisations import a_holding, an_organisation
from tests.builders.regulators import a_setting
from tests.builders.vacancies import a_restricted_place

Upload = Callable[..., TestResponse]


@dataclass
class Provider:
    """A provider with a hidden home, whose place it has told the register."""

    organisation_id: str
    home_id: str


@pytest.fixture
def provider(app: Flask) -> Provider:
    organisation = an_organisation(name="Larkfield Care Limited", brand="Larkfield Care")
    home_id = a_setting()
    a_holding(home_id, organisation)
    a_restricted_place(home_id, organisation.id)
    return Provider(organisation.id, home_id)


@pytest.fixture
def editor(client: FlaskClient, provider: Provider) -> FlaskClient:
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.organisation_id))
    return client


def started(editor: FlaskClient, kind: str, *, setting: str | None = None) -> str:
    """Begin to give evidence; returns the path of the first page that asks."""
    answer = editor.post(f"/evidence/give/{kind}", data={"setting": setting} if setting else {})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location


def uploaded(editor: FlaskClient, path: str, content: bytes | None = None, name: str = "policy.pdf") -> TestResponse:
    """Upload a file on a page."""
    return editor.post(path, data={"file": (io.BytesIO(content or a_pdf()), name)}, content_type="multipart/form-data")


def day(name: str, text: str) -> dict[str, str]:
    """The three fields of a day, from "27 3 2026"."""
    return dict(zip((f"{name}-day", f"{name}-month", f"{name}-year"), text.split(), strict=True))


REVIEW = {**day("reviewed_on", "12 1 2026"), "approved_by": "The board", "names_current_guidance": "true"}


def given(editor: FlaskClient, path: str) -> TestResponse:
    """Give what a draft holds, from its check page."""
    page = editor.get(path).get_data(as_text=True)
    version = page.partition('name="version" value="')[2].partition('"')[0]
    return editor.post(path, data={"version": version})
