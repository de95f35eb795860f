"""What a program or a list publishes, changes or confirms is asked about in time, as what a form does."""

from datetime import timedelta

import pytest

from register.core.access import Role
from register.core.notices import OutgoingNotice
from tests.builders.accounts import a_person
from tests.builders.pushing import Provider, Send
from tests.integration.conftest import Clock
from tests.integration.vacancies.conftest import Post


def reminders(sent: list[OutgoingNotice]) -> list[str]:
    return [one.subject for one in sent if "still true" in one.subject]


@pytest.fixture
def keeper(provider: Provider) -> str:
    return a_person(Role.PROVIDER_EDITOR, organisation_id=provider.organisation_id).email


def test_whoever_published_by_program_is_reminded_before_it_is_stale(
    put: Send, post: Post, clock: Clock, keeper: str
) -> None:
    put("room-1")
    clock.forward(days=5)
    assert reminders(post()) == []
    clock.forward(days=1, hours=1)
    assert len(reminders(post())) == 1, "checked at 08:00 on the second: a day before the ninth"


def test_a_later_check_by_program_moves_the_reminder(put: Send, post: Post, clock: Clock, keeper: str) -> None:
    put("room-1")
    clock.forward(days=5)
    assert put("room-1", source_checked_at=clock().isoformat()).get_json()["action"] == "confirmed"
    clock.forward(days=4)
    assert reminders(post()) == []
    clock.forward(days=2, hours=1)
    assert len(reminders(post())) == 1


def test_a_change_that_shortens_the_time_is_reminded_of_in_the_shorter_time(
    batch: Send, provider: Provider, post: Post, clock: Clock, keeper: str
) -> None:
    later = (clock() + timedelta(days=20)).date().isoformat()
    batch(provider.row("a", available_from=later))
    sent = {"status": "unavailable", "unavailable_reason": "staffing", "unavailable_until": "2026-03-04"}
    batch(provider.row("a", **sent, source_checked_at=None))
    clock.forward(days=3)
    assert len(reminders(post())) >= 1
