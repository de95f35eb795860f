from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.core.clock import LONDON
from register.core.working_days import is_working_day
from register.descriptions.domain.telephones import Answered, OfficeHours, answering

OFFICE = OfficeHours(time(9), time(17))
ENGLAND = partial(is_working_day, nation="E")
SCOTLAND = partial(is_working_day, nation="S")


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("local", "open_now"),
    [
        (at(2026, 3, 2, 9), True),
        (at(2026, 3, 2, 8, 59), False),
        (at(2026, 3, 2, 16, 59), True),
        (at(2026, 3, 2, 17), False),
        (at(2026, 2, 28, 12), False),  # a Saturday
        (at(2026, 12, 25, 12), False),
        (at(2026, 12, 28, 12), False),  # instead of Boxing Day, a Saturday
    ],
)
def test_offices_answer_on_working_days_from_nine_to_five(local: datetime, open_now: bool):
    assert OFFICE.open_at(local, works_on=ENGLAND) is open_now


def test_each_nation_has_its_own_bank_holidays():
    assert SCOTLAND(date(2026, 4, 6))
    assert not ENGLAND(date(2026, 4, 6))  # Easter Monday
    assert not SCOTLAND(date(2026, 1, 2))
    assert ENGLAND(date(2026, 1, 2))


def test_a_closed_office_says_when_it_opens():
    friday_evening = at(2026, 12, 24, 18)
    found = answering("1", None, office=OFFICE, local=friday_evening, works_on=ENGLAND)
    assert found is not None
    assert (found.answered, found.opens_at) == (Answered.LATER, at(2026, 12, 29, 9))


@given(
    st.integers(0, 3_000_000).map(lambda minutes: at(2024, 1, 1, 0) + timedelta(minutes=minutes)),
    st.sampled_from(["1", None]),
    st.sampled_from(["2", None]),
)
def test_a_number_is_given_whenever_there_is_one_and_the_office_only_in_its_hours(
    local: datetime, contact: str | None, out_of_hours: str | None
):
    found = answering(contact, out_of_hours, office=OFFICE, local=local, works_on=ENGLAND)
    open_now = OFFICE.open_at(local, works_on=ENGLAND)
    if not contact and not out_of_hours:
        assert found is None
        return
    assert found is not None
    assert (found.answered is Answered.NOW) is bool(contact and open_now)
    assert (found.opens_at is not None) is (found.answered is Answered.LATER)
    if found.opens_at is not None:
        assert local < found.opens_at < local + timedelta(days=15)
        assert OFFICE.open_at(found.opens_at, works_on=ENGLAND)
