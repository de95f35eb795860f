from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.regulators.domain.timeline import (
    Ending,
    Stated,
    changed_facts,
    course_of,
    most_gone,
    overlaid,
    standing_facts,
    years_begun,
)

Y19, Y22, Y24, Y25 = (date(year, 3, 31) for year in (2019, 2022, 2024, 2025))


def said(as_of: date, *, partial: bool = False, listed: bool = True, sha256: str = "", code: str = "CH") -> Stated:
    return Stated(as_of, sha256 or str(as_of), partial, listed, "Children's home", code, f"facts of {as_of}{sha256}")


def test_facts_are_those_of_the_newest_list() -> None:
    course = course_of([said(Y24), said(Y19), said(Y22)], [], [Y19, Y22, Y24])
    assert [one.as_of for one in course.layers] == [Y24]
    assert course.first_listed_on == Y19
    assert course.gone_on is None


def test_a_newer_partial_row_lies_over_the_newest_list() -> None:
    course = course_of([said(Y24), said(Y25, partial=True)], [], [Y24])
    assert [one.as_of for one in course.layers] == [Y24, Y25]
    assert overlaid([{"places": 4, "authority": "Leeds"}, {"places": 5}]) == {"places": 5, "authority": "Leeds"}


def test_a_setting_is_gone_from_the_first_full_file_that_lacks_it_after_the_last_that_had_it() -> None:
    assert course_of([said(Y19)], [], [Y19, Y22, Y24]).gone_on == Y22
    assert course_of([said(Y19), said(Y24)], [], [Y19, Y22, Y24]).gone_on is None


def test_the_regulators_own_end_date_is_more_exact_than_the_files() -> None:
    course = course_of([said(Y22)], [Ending(date(2023, 6, 1), "Resigned")], [Y22, Y24])
    assert course.gone_on == date(2023, 6, 1)
    assert standing_facts(course, {"registration_status": "Active"})["registration_status"] == "Resigned"


def test_an_end_before_a_later_listing_ends_nothing() -> None:
    course = course_of([said(Y22), said(Y24)], [Ending(date(2023, 6, 1), "Resigned")], [Y22, Y24])
    assert course.gone_on is None
    assert standing_facts(course, {"registration_status": "Active"})["open"] is True


def test_files_of_one_date_count_as_one() -> None:
    course = course_of([said(Y24, sha256="a")], [], [Y24])
    assert course.gone_on is None


def test_a_name_that_leads_to_a_hidden_place_is_not_kept_in_sight() -> None:
    home = course_of([said(Y25)], [], [Y25])
    assert standing_facts(home, {"name": "The Old Mill"})["name_published"] is None
    provider = course_of([said(Y25, code="SA")], [], [Y25])
    facts = standing_facts(provider, {"name": "Steps Ahead", "owner_name": "Steps Ahead Ltd", "redacted": True})
    assert (facts["name_published"], facts["owner_published"]) == ("Steps Ahead", "Steps Ahead Ltd")
    assert facts["hidden"] is True
    agency = course_of([said(Y25, code="IFA")], [], [Y25])
    assert standing_facts(agency, {"name": "Larkfield"})["hidden"] is False
    assert standing_facts(agency, {"name": "Larkfield", "redacted": True})["name_published"] is None
    assert standing_facts(agency, {"name": "Larkfield", "public_list": False})["name_published"] is None


def test_a_column_that_only_one_layout_has_is_no_change() -> None:
    assert changed_facts({"a": 1, "old": 2}, {"a": 3, "new": 4}) == {"a": (1, 3)}


@pytest.mark.parametrize(
    ("since", "until", "years"),
    [(Y24, Y25, 1), (Y22, Y25, 3), (Y25, date(2025, 4, 30), 1), (Y24, date(2025, 4, 1), 2), (Y25, Y25, 1)],
)
def test_every_year_begun_counts(since: date, until: date, years: int) -> None:
    assert years_begun(since, until) == years


def test_more_may_be_gone_the_longer_ago_the_last_full_file_was() -> None:
    assert most_gone(1000, since=Y24, until=Y25, percent=10) == 100
    assert most_gone(1000, since=Y22, until=Y25, percent=10) == 300


days = st.dates(date(2019, 1, 1), date(2026, 1, 1))


@given(
    st.lists(st.builds(said, days, partial=st.booleans(), sha256=st.text("abc", min_size=1)), min_size=1, max_size=6),
    st.lists(st.builds(Ending, days, st.sampled_from(["Resigned", "Closed", None])), max_size=3),
    st.lists(days, max_size=4, unique=True),
    st.randoms(),
)
def test_the_order_in_which_files_came_does_not_matter(
    stated: list[Stated], endings: list[Ending], full: list[date], random: Random
) -> None:
    before = course_of(stated, endings, sorted(full))
    random.shuffle(stated)
    random.shuffle(endings)
    assert course_of(stated, endings, sorted(full)) == before
