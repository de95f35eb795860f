"""The role matrix can open every route."""

from pathlib import Path

import pytest
from flask import Flask

from register.app import create_app
from register.core.access import access_of
from register.settings import Settings
from tests.access_samples import FURTHER_RULES, ON_ENDPOINT, SHARED, sample_of


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_app(Settings(data=tmp_path))


def test_every_route_names_its_access(app: Flask) -> None:
    assert not [rule.endpoint for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None]


def test_every_route_parameter_has_an_object_for_the_role_matrix(app: Flask) -> None:
    missing = []
    for rule in app.url_map.iter_rules():
        for name in sorted(rule.arguments):
            try:
                sample_of(rule.endpoint, name)
            except KeyError as error:
                if rule.endpoint != "static":
                    missing.append(error.args[0])
    assert not missing


def test_no_exception_of_the_role_matrix_outlives_its_route(app: Flask) -> None:
    named = {endpoint for endpoint, _ in ON_ENDPOINT} | SHARED.keys() | FURTHER_RULES.keys()
    assert named <= app.view_functions.keys()
