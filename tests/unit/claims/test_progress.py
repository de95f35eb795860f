"""A claim takes effect when nothing is missing, and never before."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from register.claims.domain import ClaimStatus
from register.claims.domain.codes import code_digest, new_code, plain_code
from register.claims.domain.disputes import DISPUTE_MOVES, LIVE, REASONS_TO_OBJECT, DisputeReason, DisputeStatus
from register.claims.domain.progress import ClaimState, Progress

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PROGRESS = st.builds(
    Progress,
    status=st.sampled_from(ClaimStatus),
    first=st.booleans(),
    held=st.booleans(),
    approvals=st.integers(0, 3),
    code_entered=st.booleans(),
    object_until=st.one_of(st.none(), st.integers(-9, 9).map(lambda hours: NOW + timedelta(hours=hours))),
    disputed=st.booleans(),
)


@given(PROGRESS)
def test_nothing_that_is_missing_is_passed_over(one: Progress) -> None:
    missing = (
        one.status is not ClaimStatus.PROPOSED
        or one.disputed
        or one.approvals < (2 if one.first or one.held else 1)
        or (one.first and not one.code_entered)
        or (one.object_until is not None and one.object_until > NOW)
    )
    assert (one.state(NOW) is ClaimState.READY) is not missing


@given(PROGRESS)
def test_what_is_decided_stays_decided_whatever_happens_beside(one: Progress) -> None:
    if one.status is not ClaimStatus.PROPOSED:
        assert one.state(NOW).value == one.status.value


def test_the_days_to_object_end_at_their_instant() -> None:
    one = Progress(
        status=ClaimStatus.PROPOSED,
        first=True,
        held=False,
        approvals=2,
        code_entered=True,
        object_until=NOW,
        disputed=False,
    )
    assert one.state(NOW - timedelta(seconds=1)) is ClaimState.WAITS_FOR_OBJECTIONS
    assert one.state(NOW) is ClaimState.READY


def test_a_code_is_read_as_people_type_it_and_kept_as_a_keyed_digest() -> None:
    code = new_code()
    assert plain_code(f" {code.lower()} ") == plain_code(code.replace("-", " "))
    kept = code_digest("secret", "claim", code.lower())
    assert kept == code_digest("secret", "claim", code)
    assert kept not in {code_digest("other", "claim", code), code_digest("secret", "another", code)}
    assert plain_code(code) not in kept


def test_what_is_over_in_a_dispute_stays_over() -> None:
    assert set(DISPUTE_MOVES) == set(DisputeStatus)
    assert {one for one, moves in DISPUTE_MOVES.items() if moves} == LIVE
    assert not [one for one, moves in DISPUTE_MOVES.items() if DisputeStatus.DECIDED in moves and one != "proposed"]
    assert set(REASONS_TO_OBJECT) == set(DisputeReason) - {DisputeReason.BOTH_CLAIM}
