"""A household's key says nothing of anybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.dwellings.domain.keys import KeyProblem, key_problem


@pytest.mark.parametrize(
    "key",
    ["H-0412", "412", "FH/2024/0017", "carer 77", "HH00391", "2024-0012", "a1", "3f2b8c1e-aaaa-4bcd-9abc-0123456789ab"],
)
def test_what_a_case_system_makes_is_taken(key: str) -> None:
    assert key_problem(key) is None


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("Smith1", KeyProblem.NAME),
        ("1 Thistledown", KeyProblem.NAME),
        ("Müller 3", KeyProblem.SHAPE),
        ("carer", KeyProblem.SHAPE),
        ("jo@a1.uk", KeyProblem.SHAPE),
        ("", KeyProblem.SHAPE),
        ("1" * 37, KeyProblem.SHAPE),
        ("LS6 2AB", KeyProblem.POSTCODE),
        ("ls62ab", KeyProblem.POSTCODE),
        ("M1-1AE", KeyProblem.POSTCODE),
        ("JS120385", KeyProblem.BIRTH),
        ("JS-12-03-85", KeyProblem.BIRTH),
        ("jas 12031985", KeyProblem.BIRTH),
        ("JS 1985.03.12", KeyProblem.BIRTH),
        ("12/03/1985", KeyProblem.BIRTH),
        ("19850312", KeyProblem.BIRTH),
        ("07700900123", KeyProblem.NUMBER),
        ("943 476 5919", KeyProblem.NUMBER),
        ("A123456789012", KeyProblem.NUMBER),
    ],
)
def test_what_could_lead_to_somebody_is_refused(key: str, why: KeyProblem) -> None:
    assert key_problem(key) is why


@given(st.text(max_size=60))
def test_whatever_is_typed_gets_an_answer(key: str) -> None:
    assert key_problem(key) in {None, *KeyProblem}


@given(st.integers(1, 99_999), st.sampled_from(["", "H", "HH-", "FC/"]))
def test_running_numbers_are_taken(number: int, before: str) -> None:
    assert key_problem(f"{before}{number:05}") is None
