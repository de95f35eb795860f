"""The auditor's trail knows whose each kind of subject is."""

import pytest

from register.oversight.queries import NATIONAL, SUBJECTS
from tests.architecture.reference import events, every_module


@pytest.fixture(scope="module")
def recorded() -> set[str]:
    every_module()
    return {event.subject_kind for event in events()}


def test_every_kind_of_subject_is_an_organisations_or_the_nations(recorded: set[str]) -> None:
    missing = recorded - SUBJECTS.keys() - NATIONAL.keys()
    assert not missing, (
        "say in register/oversight/queries.py whose these are, or that only the nation's auditor sees them"
    )


def test_no_kind_outlives_its_events(recorded: set[str]) -> None:
    assert SUBJECTS.keys() | NATIONAL.keys() <= recorded
