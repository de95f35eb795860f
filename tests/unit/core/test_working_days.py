"""Working days follow the bank holidays of the setting's nation."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.core.working_days import add_working_days, is_working_day

DAYS = st.dates(date(2025, 1, 1), date(2032, 12, 31))
NATIONS = st.sampled_from(["E", "W", "S"])


@pytest.mark.parametrize(
    ("day", "nation", "fifth"),
    [
        (date(2026, 3, 2), "E", date(2026, 3, 9)),  # a Monday: that day does not count
        (date(2026, 3, 6), "E", date(2026, 3, 13)),
        (date(2026, 3, 7), "W", date(2026, 3, 13)),  # a Saturday
        (date(2026, 4, 1), "E", date(2026, 4, 10)),  # Good Friday and Easter Monday
        (date(2026, 4, 1), "S", date(2026, 4, 9)),  # no Easter Monday in Scotland
        (date(2026, 11, 27), "E", date(2026, 12, 4)),
        (date(2026, 11, 27), "S", date(2026, 12, 7)),  # St Andrew's Day
        (date(2026, 12, 23), "E", date(2027, 1, 4)),
    ],
)
def test_five_working_days_end_where_the_nations_calendar_says(day: date, nation: str, fifth: date) -> None:
    assert add_working_days(day, 5, nation=nation) == fifth


@given(DAYS, st.integers(1, 30), NATIONS)
def test_as_many_days_are_worked_as_were_asked_for(day: date, number: int, nation: str) -> None:
    last = add_working_days(day, number, nation=nation)
    between = [day + timedelta(days=one) for one in range(1, (last - day).days + 1)]
    assert sum(is_working_day(one, nation=nation) for one in between) == number
    assert is_working_day(last, nation=nation)
