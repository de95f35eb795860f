from datetime import date

import pytest

from register.regulators.domain.calendar import next_due
from register.regulators.domain.labels import fact_label
from register.regulators.importers.facts import FACTS


@pytest.mark.parametrize(
    ("source", "newest", "today", "as_at", "overdue"),
    [
        ("ofsted", date(2025, 3, 31), date(2026, 7, 31), date(2026, 3, 31), False),
        ("ofsted", date(2025, 3, 31), date(2026, 8, 1), date(2026, 3, 31), True),
        ("ofsted", date(2026, 3, 31), date(2026, 8, 1), date(2027, 3, 31), False),
        ("ofsted", None, date(2026, 8, 1), date(2026, 3, 31), True),
        ("care-inspectorate", date(2026, 1, 31), date(2026, 3, 2), date(2026, 2, 28), False),
        ("ciw", date(2025, 12, 31), date(2026, 3, 5), date(2026, 1, 31), True),
    ],
)
def test_a_source_is_overdue_once_its_next_issue_should_be_out(
    source: str, newest: date | None, today: date, as_at: date, overdue: bool
) -> None:
    due = next_due(source, newest=newest, today=today)
    assert (due.as_at, due.overdue) == (as_at, overdue)


def test_every_fact_has_words_for_pages() -> None:
    assert not [key for key in FACTS if fact_label(key) == key]
