"""The API is tried with what its own description allows and with what it does not: no server error, no answer that the
description does not know. API_EXAMPLES says how many requests an operation gets.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from register.app import create_app
from register.core.db import db
from register.core.openapi import PARAMETER, operations
from register.settings import Settings as ServiceSettings
from tests.builders.api_keys import a_key
from tests.builders.pushing import Provider
from tests.builders.vacancies import a_vacancy
from tests.integration.conftest import Clock

EXAMPLES = int(os.environ.get("API_EXAMPLES", "20"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@dataclass(frozen=True)
class Served:
    """The application as it is served, outside any context, with a provider's key and home."""

    app: Flask
    header: dict[str, str]
    identifier: str

    def operations(self) -> Iterator[schemathesis.APIOperation]:
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", self.app)
        for found in schema.get_all_operations():
            yield found.ok()

    def labels(self) -> set[str]:
        """Every operation of the code, as the description names it."""
        found = {" ".join((method, PARAMETER.sub(r"{\1}", rule.rule))) for rule, method, *_more in operations(self.app)}
        return found - {"GET /api/v1/openapi.json"}  # what is read to begin with is not tried again

    def at_home(self, body: object) -> None:
        """Let rows be about the provider's own home, so that they come further than to its door."""
        rows = body.get("vacancies", [body]) if isinstance(body, dict) else []
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict):
                row |= {"scheme": "ofsted-urn", "identifier": self.identifier}


@pytest.fixture
def served(settings: ServiceSettings, clock: Clock) -> Iterator[Served]:
    app = create_app(settings.model_copy(update={"api_requests_per_minute": 100_000}), now=clock)
    with app.app_context():
        provider = Provider()
        a_vacancy(provider.setting_id, provider.organisation_id, reference="room-1")
        header = a_key(provider.organisation_id).header
        db.session.remove()
    yield Served(app, header, provider.identifier)
    with app.app_context():
        db.engine.dispose()


def asking(examples: int) -> trying:
    return trying(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_no_request_gets_a_server_error_or_an_answer_that_the_description_does_not_know(
    served: Served, mode: schemathesis.GenerationMode
) -> None:
    tried = set()
    for operation in served.operations():

        @asking(EXAMPLES)
        @given(case=operation.as_strategy(generation_mode=mode), at_home=st.booleans())
        def ask(case: schemathesis.Case, at_home: bool) -> None:
            if at_home:
                served.at_home(case.body)
            case.call_and_validate(headers=served.header, checks=CHECKS)

        with suppress(Unsatisfiable):  # where nothing can be said, nothing wrong can
            ask()
        tried.add(operation.label)
    assert tried == served.labels()


def test_whoever_comes_without_a_key_gets_what_the_description_says(served: Served) -> None:
    for operation in served.operations():

        @asking(2)
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            answer = case.call()
            assert answer.status_code == 401
            case.validate_response(answer, checks=CHECKS)

        ask()
