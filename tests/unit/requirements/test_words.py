"""Every code has words, and every rule, parameter and reason is a sentence without a gap."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from prequal.requirements.domain.catalogue import Version
from prequal.requirements.domain.evidence import Case, Item
from prequal.requirements.domain.reasons import Reason
from prequal.requirements.domain.rules import KINDS
from prequal.requirements.domain.sentences import Sentence
from prequal.requirements.domain.states import State
from prequal.requirements.domain.wording import money, plain
from prequal.requirements.queries import sentences, wording
from tests.unit.requirements.cases import ROWS, case_of
from tests.unit.requirements.judging import CATALOGUE, judge, judge_row
from tests.unit.requirements.test_rules_hold_for_any_case import DAYS, JUDGE, MANY, keys_and_cases

GAP = re.compile(r"[{}]|\bNone\b|: [,;.]|\(\)")
VERSIONS = [version for requirement in CATALOGUE for version in requirement.versions]


def lines(sentence: Sentence) -> list[str]:
    return [sentence.text, *(line for member in sentence.members for line in lines(member))]


def test_every_state_and_reason_has_words() -> None:
    words = wording()
    assert all(words.of("states", state.value) for state in State)
    assert all(words.of("reasons", reason.value) for reason in Reason)


def test_every_kind_of_rule_is_used_by_a_requirement() -> None:
    assert {check.kind for version in VERSIONS for check in version.rule.checks()} == set(KINDS)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: f"{version.key} {version.number}")
def test_rule_parameters_validity_and_conditions_can_be_read(version: Version) -> None:
    said = sentences()
    found = [
        *lines(said.rule(version)),
        *said.conditions(version),
        *said.validity(version),
        *(part for parameter in version.parameters.values() for part in said.parameter(parameter)),
    ]
    assert all(found)
    assert not [line for line in found if GAP.search(line)]


@pytest.mark.parametrize("key", sorted(ROWS))
def test_the_reason_of_each_failing_case_can_be_read(key: str) -> None:
    row = ROWS[key]
    assert not GAP.search(wording().reason(judge_row(key, row, row.fails)))


@MANY
@given(keys_and_cases(), DAYS)
def test_every_reason_can_be_read(asked: tuple[str, Case], as_at: date) -> None:
    key, case = asked
    assert not re.search(r"[{}]", wording().reason(JUDGE.evaluate(key, case, as_at)))


def test_a_reason_says_what_is_there_and_what_is_asked() -> None:
    row = ROWS["INS-01"]
    found = judge_row("INS-01", row, row.fails)
    assert wording().reason(found) == "Employers' liability: the limit is £5 million; £10 million is asked."


def test_a_missing_number_is_named_as_people_know_it() -> None:
    case = replace(case_of(ROWS["ORG-01"]), identifiers=frozenset())
    found = judge("ORG-01", replace(case, items={**case.items, "company/record": Item({})}))
    assert wording().reason(found).endswith("the number by which it is found is missing (Company number).")


def test_a_rule_in_words_takes_a_frameworks_values() -> None:
    version = CATALOGUE.requirements["INS-02"].versions[0]
    assert sentences().rule(version, {"pence": 500_000_000}).text == (
        "Public liability: a limit of at least £5 million, in force today"
    )


@pytest.mark.parametrize(
    ("pence", "words"),
    [
        (1_000_000_000, "£10 million"),
        (250_000_000, "£2.5 million"),
        (66_354_000, "£663,540"),
        (1345, "£13.45"),
        (-500, "-£5"),
    ],
)
def test_money_is_written_as_people_write_it(pence: int, words: str) -> None:
    assert money(pence) == words


@given(some.dates())
def test_a_day_is_written_with_its_month(day: date) -> None:
    assert plain(day).split()[0] == str(day.day)
    assert plain(day).split()[2] == str(day.year)
