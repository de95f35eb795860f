"""Days become instants, also the last day that anybody can type."""

from datetime import UTC, date, datetime

from register.core.clock import LAST_DAY, ends_at


def test_a_day_ends_at_midnight_in_london() -> None:
    assert ends_at(date(2026, 7, 1)) == datetime(2026, 7, 1, 23, tzinfo=UTC)


def test_what_was_said_to_last_for_ever_ends_with_the_last_day() -> None:
    assert ends_at(date.max) == ends_at(LAST_DAY) == datetime(2101, 1, 1, tzinfo=UTC)
