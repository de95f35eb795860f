from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from register.core.identifiers import Scheme, holds
from register.demo.country import by_source, draw_settings, provider_sizes, read_shape
from register.demo.regulator_files import issues

TODAY = date(2026, 3, 2)


def test_the_country_has_the_size_and_shape_of_the_published_one() -> None:
    live = [one for one in draw_settings(1, TODAY, 5_600) if one.closed_on is None]
    assert len(live) == 5_600
    assert 2_200 <= len({one.owner for one in live}) <= 2_600
    published = Counter[str]()
    for cell in read_shape():
        published[cell.code] += cell.settings
    drawn = Counter(one.code for one in live)
    for code, count in published.items():
        share = count / published.total()
        assert abs(drawn[code] / 5_600 - share) < 0.01
    assert len({one.gss for one in live}) >= 0.98 * len({cell.gss for cell in read_shape()})


def test_the_same_seed_and_day_give_the_same_country_and_another_seed_another() -> None:
    assert draw_settings(1, TODAY, 200) == draw_settings(1, TODAY, 200)
    assert draw_settings(1, TODAY, 200) != draw_settings(2, TODAY, 200)


def test_no_name_can_be_a_real_providers() -> None:
    assert all("Example" in one.owner for one in draw_settings(1, TODAY, 5_600))


def test_identifiers_have_the_form_of_their_scheme_and_are_each_used_once() -> None:
    drawn = draw_settings(1, TODAY, 1_000)
    assert all(holds(Scheme(one.scheme), one.id) for one in drawn)
    assert len({(one.scheme, one.id) for one in drawn}) == len(drawn)


@given(settings=st.integers(1, 3_000), providers=st.integers(1, 1_500))
def test_every_setting_has_one_provider_and_every_provider_a_setting(settings: int, providers: int) -> None:
    sizes = provider_sizes(settings, providers)
    assert sum(sizes) == settings
    assert min(sizes) >= 1


def test_each_issue_lists_the_settings_that_were_registered_on_its_day() -> None:
    settings = draw_settings(1, TODAY, 400)
    for source, of_source in by_source(settings):
        for file in issues(source, of_source, today=TODAY, seed=1):
            listed = {row.id for row in file.settings()}  # type: ignore[union-attr]
            day = file.head.as_of
            expected = {
                one.id for one in of_source if one.opened_on <= day and (one.closed_on is None or one.closed_on > day)
            }
            assert listed == expected
            assert file.head.sha256 != "0" * 64
