"""Days and months: a last day included, months clamped to the month's end."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """Return the same day some months later (or earlier), or that month's last day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    if year >= date.max.year:
        return date.max
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(start: date, end: date) -> int:
    """Return how many whole months lie between two days; none when the end is not after the start."""
    if end <= start:
        return 0
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def later(day: date, days: int) -> date:
    """Return the day some days later, or the last day that there is."""
    return day + timedelta(days=days) if days <= (date.max - day).days else date.max


def next_of(days: Iterable[date | None], *, after: date) -> date | None:
    """Return the earliest of some days that lies after a day."""
    return min((day for day in days if day is not None and day > after), default=None)
