"""Rules of buying capacities and claims, without tables."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.organisations.domain import (
    CAPACITY_MOVES,
    CODE_WORDS,
    DUE_BEFORE,
    GRANTED_TO,
    OTHER_WORD,
    CapacityDates,
    CapacityKind,
    CapacityState,
    CapacityStatus,
    OrganisationKind,
    capacity_problems,
    code_word,
    state_of,
)

DAY = timedelta(days=1)
DAYS = st.dates(date(2026, 1, 1), date(2031, 1, 1))
TODAY = date(2026, 3, 2)
HERE = frozenset({"E08000003"})


@given(ends_on=DAYS, confirm_by=DAYS, on=DAYS)
def test_a_granted_capacity_stands_up_to_and_including_the_earlier_of_its_two_last_days(
    ends_on: date, confirm_by: date, on: date
) -> None:
    state = state_of(CapacityStatus.GRANTED, CapacityDates(ends_on, confirm_by), on)
    assert state.stands == (on <= ends_on and on <= confirm_by)


@given(ends_on=DAYS, confirm_by=DAYS)
def test_it_is_due_exactly_in_its_last_month(ends_on: date, confirm_by: date) -> None:
    dates = CapacityDates(ends_on, confirm_by)
    first = dates.last_day - DUE_BEFORE
    assert state_of(CapacityStatus.GRANTED, dates, first - DAY) is CapacityState.STANDING
    assert state_of(CapacityStatus.GRANTED, dates, first) is CapacityState.DUE
    assert state_of(CapacityStatus.GRANTED, dates, dates.last_day) is CapacityState.DUE


def test_the_end_is_told_from_a_lapse() -> None:
    dates = CapacityDates(ends_on=TODAY + 10 * DAY, confirm_by=TODAY)
    assert state_of(CapacityStatus.GRANTED, dates, TODAY + DAY) is CapacityState.LAPSED
    assert state_of(CapacityStatus.GRANTED, dates, TODAY + 11 * DAY) is CapacityState.ENDED


@given(status=st.sampled_from([one for one in CapacityStatus if one is not CapacityStatus.GRANTED]), on=DAYS)
def test_only_a_granted_capacity_ever_stands(status: CapacityStatus, on: date) -> None:
    dates = CapacityDates(date(2040, 1, 1), date(2040, 1, 1))
    assert not state_of(status, dates, on).stands
    assert not state_of(status, None, on).stands


def test_nothing_is_granted_that_was_not_proposed_and_what_is_over_stays_over() -> None:
    assert set(CAPACITY_MOVES) == set(CapacityStatus)
    assert [one for one, moves in CAPACITY_MOVES.items() if CapacityStatus.GRANTED in moves] == [
        CapacityStatus.PROPOSED
    ]
    assert not CAPACITY_MOVES[CapacityStatus.REVOKED]


def problems(**given: object) -> set[str]:
    usual: dict[str, object] = {
        "kind": CapacityKind.AUTHORITY,
        "organisation_kind": OrganisationKind.LOCAL_AUTHORITY,
        "scope": HERE,
        "own_gss": HERE,
        "ends_on": TODAY + 365 * DAY,
        "today": TODAY,
    }
    return {code for _field, code in capacity_problems(**(usual | given))}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, set()),
        ({"scope": frozenset()}, {"no-authority"}),
        ({"scope": frozenset({"E08000006"})}, {"not-its-own-area"}),
        ({"scope": HERE | {"E08000006"}}, {"not-its-own-area"}),
        ({"ends_on": TODAY}, {"not-in-the-future"}),
        ({"ends_on": TODAY + 6 * 366 * DAY}, {"too-far"}),
        ({"organisation_kind": OrganisationKind.PROVIDER}, {"kind-of-organisation"}),
    ],
)
def test_an_authority_buys_for_its_own_area_for_some_years(given: dict[str, object], expected: set[str]) -> None:
    assert problems(**given) == expected


def test_a_trust_may_buy_for_several_authorities() -> None:
    given = {
        "kind": CapacityKind.CHILDRENS_TRUST,
        "organisation_kind": OrganisationKind.ACTING_BODY,
        "scope": HERE | {"E08000006"},
        "own_gss": frozenset(),
    }
    assert problems(**given) == set()


@pytest.mark.parametrize("kind", [OrganisationKind.CONSORTIUM, OrganisationKind.NATIONAL_BODY])
def test_a_consortium_or_a_national_body_buys_in_no_capacity(kind: OrganisationKind) -> None:
    assert set(GRANTED_TO) == set(CapacityKind)
    assert not [capacity for capacity, kinds in GRANTED_TO.items() if kind in kinds]


def test_every_provision_has_a_word_of_its_own_in_internal_codes() -> None:
    words = [*CODE_WORDS.values(), OTHER_WORD]
    assert len(words) == len(set(words))
    assert code_word("CH") == "home"
    assert code_word(None) == OTHER_WORD
