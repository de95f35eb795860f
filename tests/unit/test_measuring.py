import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmark.measuring import Entry, paired, percentile


def test_an_entry_holds_when_its_ratio_is_within_the_bound() -> None:
    assert Entry("a:b:c:p50", 3.0, "ms", against="the plain way", ratio=0.14, most=0.15).holds
    assert not Entry("a:b:c:p50", 3.0, "ms", against="the plain way", ratio=0.16, most=0.15).holds


def test_an_entry_without_a_ratio_is_held_to_its_value() -> None:
    assert Entry("publish-visible:embedded:6000:p95", 249.0, "ms", most=250).holds
    assert not Entry("publish-visible:embedded:6000:p95", 251.0, "ms", most=250).holds


def test_a_lower_bound_is_kept_from_below() -> None:
    assert not Entry("rebuild:embedded:100000:rate", 5.0, "documents/s", ratio=0.6, least=0.7).holds


def test_a_number_that_is_none_keeps_no_bound() -> None:
    assert not Entry("a:b:c:p50", math.nan, "ms", most=1).holds


def test_a_goal_is_said_in_words() -> None:
    assert Entry("a", 1.0, "ms", ratio=0.1, most=0.15).goal == "ratio <= 0.15"
    assert Entry("a", 1.0, "ms", most=250).goal == "ms <= 250"
    assert Entry("a", 1.0, "ms").goal == ""


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_a_measured_value_that_enough_values_do_not_exceed(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9


def test_a_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_paired_runs_take_turns_in_going_first() -> None:
    order: list[str] = []
    paired(lambda: order.append("ours"), lambda: order.append("theirs"), rounds=4)
    assert order == ["ours", "theirs", "theirs", "ours"] * 2
