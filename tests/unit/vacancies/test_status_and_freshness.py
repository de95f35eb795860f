"""Statuses, and how far a vacancy may still be believed."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from register.vacancies.domain.freshness import Freshness, FreshnessRule
from register.vacancies.domain.status import FINDABLE, OCCUPYING, STATUS_LABELS, TRANSITIONS, Status, may_follow

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RULE = FreshnessRule.of_groups(
    homes=timedelta(days=7),
    fostering=timedelta(days=5),
    schools=timedelta(days=28),
    emergency=timedelta(hours=24),
    planned=timedelta(days=14),
    hide_after=timedelta(days=3),
)


def test_the_table_of_transitions_names_every_status() -> None:
    assert set(TRANSITIONS) == set(Status) == set(STATUS_LABELS)


def test_every_status_is_reached_from_a_draft() -> None:
    reached = {Status.DRAFT}
    while more := {after for before in reached for after in TRANSITIONS[before]} - reached:
        reached |= more
    assert reached == set(Status)


def test_what_is_filled_or_withdrawn_stays_so_and_nothing_becomes_a_draft_again() -> None:
    assert not TRANSITIONS[Status.FILLED] | TRANSITIONS[Status.WITHDRAWN]
    assert not any(may_follow(before, Status.DRAFT) for before in Status)


def test_only_planned_and_open_are_found_and_a_planned_place_takes_up_none() -> None:
    assert {Status.PLANNED, Status.OPEN} == FINDABLE
    assert Status.PLANNED not in OCCUPYING


def due(provision: str, status: Status = Status.OPEN, *, emergency: bool = False) -> timedelta:
    return RULE.due(provision=provision, status=status, emergency=emergency, confirmed_at=AT).confirm_by - AT


def test_each_provision_has_its_own_length() -> None:
    assert [due(one) for one in ("CH", "SA", "IFA", "RSS")] == [timedelta(days=n) for n in (7, 7, 5, 28)]


def test_an_emergency_falls_due_first_whatever_its_status() -> None:
    assert due("RSS", emergency=True) == due("RSS", Status.PLANNED, emergency=True) == timedelta(hours=24)
    assert due("CH", Status.PLANNED) == timedelta(days=14)


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40)))
def test_a_vacancy_is_fresh_then_stale_then_hidden(later: timedelta) -> None:
    found = RULE.due(provision="CH", status=Status.OPEN, emergency=False, confirmed_at=AT).at(AT + later)
    if later < timedelta(days=7):
        assert found is Freshness.FRESH
    elif later < timedelta(days=10):
        assert found is Freshness.STALE
    else:
        assert found is Freshness.HIDDEN


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40)))
def test_a_day_on_which_somebody_must_decide_makes_stale_and_never_later(later: timedelta) -> None:
    usual = RULE.due(provision="CH", status=Status.PLANNED, emergency=False, confirmed_at=AT)
    found = RULE.due(provision="CH", status=Status.PLANNED, emergency=False, confirmed_at=AT, decide_at=AT + later)
    assert found.confirm_by == min(usual.confirm_by, AT + later)
    assert found.hidden_at - found.confirm_by == usual.hidden_at - usual.confirm_by
