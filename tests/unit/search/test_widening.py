from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search.find.domain.asked import Asked
from search.find.domain.widening import MOST, find_widening, widenings

_NEEDS = st.lists(st.sampled_from(["AUT", "SH", "FIR", "CSE", "ED", "SI", "TRM", "ATT"]), unique=True)
_CHOSEN = st.fixed_dictionaries(
    {},
    optional={
        "need": _NEEDS,
        "unrefused": _NEEDS,
        "desired": _NEEDS,
        "age": st.just([9, 12]),
        "places": st.just([2]),
        "siblings": st.just([2]),
        "solo": st.just(["yes"]),
        "emergency": st.just(["yes"]),
        "available": st.just(["2026-03-02"]),
        "provision": st.just(["CH", "IFA"]),
        "education": st.just(["on-site"]),
    },
)
SEARCHES = st.builds(
    Asked, st.just("area:x"), st.sampled_from([5, 20, 80, 1000]), st.sampled_from(["", "horses"]), _CHOSEN
)


@given(SEARCHES)
def test_each_widening_has_a_name_of_its_own_and_changes_one_thing(asked: Asked):
    found = widenings(asked)
    assert len(found) <= MOST
    assert len({one.key for one in found}) == len(found)
    for one in found:
        assert find_widening(asked, one.key) == one
        assert one.asked != asked
        assert (one.asked.ages, one.asked.codes("desired")) == (asked.ages, asked.codes("desired"))
        assert one.asked.radius_miles >= asked.radius_miles


@given(SEARCHES)
def test_widening_ends(asked: Asked):
    steps = 0
    while ways := widenings(asked):
        asked = ways[-1].asked
        steps += 1
        assert steps < 60
    assert asked.codes("need", "unrefused") == ()
