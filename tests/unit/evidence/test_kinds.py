"""What is asked agrees with what rules read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prequal.requirements.domain.evidence import Origin
from prequal.requirements.queries import national_catalogue
from register.evidence.domain.answers import pence_of, pounds_of, problems
from register.evidence.domain.kinds import COVERS, KINDS, items_asked

# Given elsewhere or not yet: what an organisation is (its own pages), and tables of rates.
NOT_HERE = {
    "organisation/profile",
    "organisation/legal-form",
    "setting/profile",
    "figure/carer-allowances",
    "figure/lowest-pay",
}


def test_every_field_that_is_asked_is_one_that_rules_read_and_of_its_type() -> None:
    vocabulary = national_catalogue().vocabulary
    for key, fields in items_asked():
        assert key in vocabulary, key
        for one in fields:
            assert str(vocabulary[key].fields.get(one.name)) == str(one.type), f"{key}: {one.name}"


def test_everything_that_providers_give_can_be_given() -> None:
    wanted = {one.key for one in national_catalogue().vocabulary if one.origin is Origin.GIVEN}
    assert wanted - {key for key, _fields in items_asked()} == NOT_HERE


def test_amounts_are_read_as_people_type_them() -> None:
    typed = {
        "10m": 10_000_000_00, "£10,000,000": 10_000_000_00, "2.5 million": 2_500_000_00, "£ 12.50": 12_50,
        "5000k": 5_000_000_00, "0": 0,
    }  # fmt: skip
    assert {text: pence_of(text) for text in typed} == typed


@pytest.mark.parametrize("text", ["", "ten", "1,00", "10mm", "-5", "1.234", "1e9", "£", "10,000,00", "١٢"])
def test_what_is_no_amount_is_none(text: str) -> None:
    assert pence_of(text) is None


@given(st.integers(min_value=0, max_value=10**14))
def test_an_amount_that_is_shown_is_read_back(pence: int) -> None:
    assert pence_of(f"£{pounds_of(pence)}") == pence


def test_cover_does_not_end_before_it_starts() -> None:
    answers = {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 31)}
    found = problems(COVERS["cyber"][1], answers, today=date(2026, 3, 2))
    assert [(one.field, one.code) for one in found] == [("ends_on", "order")]


def test_a_share_is_at_most_a_hundred() -> None:
    found = problems(KINDS["figure/prevent-training"].fields, {"share": 101}, today=date(2026, 3, 2))
    assert [one.field for one in found] == ["share"]
