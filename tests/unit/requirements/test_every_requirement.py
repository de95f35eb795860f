"""Each of the 74 requirements passes, fails and is unknown where it should."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prequal.requirements.domain.reasons import Reason
from prequal.requirements.domain.states import State
from tests.unit.requirements.cases import AS_AT, ROWS, case_of
from tests.unit.requirements.judging import CATALOGUE, a_judge, judge_row

KEYS = sorted(CATALOGUE.requirements)


def test_every_requirement_has_its_three_cases_and_there_are_74() -> None:
    assert sorted(ROWS) == KEYS
    assert len(KEYS) == 74


@pytest.mark.parametrize("key", KEYS)
def test_it_passes_when_everything_is_as_asked(key: str) -> None:
    assert judge_row(key, ROWS[key]).state is ROWS[key].passes


@pytest.mark.parametrize("key", KEYS)
def test_it_does_not_pass_when_something_is_not_as_asked(key: str) -> None:
    row = ROWS[key]
    found = judge_row(key, row, row.fails)
    assert (found.state, found.state.passes) == (row.becomes, False)


@pytest.mark.parametrize("key", KEYS)
def test_what_is_unknown_is_missing_and_never_failed(key: str) -> None:
    row = ROWS[key]
    of, _, name = row.unknown.partition(":")
    if name:
        found = judge_row(key, row, {row.unknown: None})
    else:
        found = judge_row(key, replace(row, known={one: values for one, values in row.known.items() if one != of}))
    assert found.state is row.lacks


@pytest.mark.parametrize("key", KEYS)
def test_the_cases_hold_only_fields_of_the_right_type(key: str) -> None:
    row = ROWS[key]
    for case in (case_of(row), case_of(row, row.fails)):
        wrong = [line for of, item in case.items.items() for line in CATALOGUE.vocabulary.mistakes(of, item)]
        assert not wrong


@pytest.mark.parametrize("key", KEYS)
def test_it_is_not_asked_elsewhere(key: str) -> None:
    row = ROWS[key]
    version = CATALOGUE.requirements[key].versions[0]
    judge = a_judge({key: row.moved}, row.rates)
    for nation in {"E", "S", "W"} - set(version.nations):
        found = judge.evaluate(key, case_of(replace(row, nation=nation)), AS_AT)
        assert (found.state, found.reason) == (State.NOT_APPLICABLE, Reason.OTHER_NATION)
    for provision in {"IFA", "CH", "SCH", "SA", "RFC", "RSS"} - version.provisions:
        found = judge.evaluate(key, case_of(replace(row, provision=provision)), AS_AT)
        assert (found.state, found.reason) == (State.NOT_APPLICABLE, Reason.OTHER_PROVISION)
