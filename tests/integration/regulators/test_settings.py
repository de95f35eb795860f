import pytest
from flask import Flask

from register.core.db import db
from register.core.errors import NotFound, RuleBroken
from register.core.migrate import differences
from register.core.paging import encode_cursor
from register.regulators.queries import count_settings, find_setting, get_setting, search_settings
from tests.builders.regulators import a_setting


def test_the_migrations_make_the_tables_of_the_code(app: Flask, database: str) -> None:
    ours = ("'setting", "'regulator_", "'register_mark")
    assert not [one for one in map(repr, differences(database)) if any(name in one for name in ours)]


def test_a_setting_is_found_by_id_and_by_its_regulators_identifier(app: Flask) -> None:
    setting_id = a_setting(identifier="SC123456")
    assert get_setting(setting_id).identifier == "SC123456"
    found = find_setting("ofsted-urn", " SC123456 ")
    assert found is not None
    assert found.id == setting_id
    assert find_setting("gb-coh", "SC123456") is None  # the same text in another scheme is another thing


def test_a_setting_that_is_not_there_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound):
        get_setting("nothing")


def test_every_word_of_a_search_must_be_there_and_marks_of_patterns_are_words(app: Flask) -> None:
    a_setting(owner_published="Oak Way Care", authority_published="Leeds")
    a_setting(owner_published="Oak 100% Care", authority_published="Leeds")
    a_setting(owner_published="Elm Care", authority_published="Leeds", open=False)
    assert [one.owner_published for one in search_settings(words="leeds oak way").items] == ["Oak Way Care"]
    assert [one.owner_published for one in search_settings(words="100%").items] == ["Oak 100% Care"]
    assert len(search_settings(words="leeds").items) == 2
    assert len(search_settings(words="leeds", open_only=False).items) == 3


def test_pages_of_settings_follow_each_other_without_gap_or_overlap(app: Flask) -> None:
    made = {a_setting() for _ in range(5)}
    seen: list[str] = []
    after = None
    while True:
        page = search_settings(after=after, limit=2)
        seen += [one.id for one in page.items]
        after = page.next_cursor
        if after is None:
            break
    assert len(seen) == 5
    assert set(seen) == made
    db.session.rollback()


def test_settings_are_listed_by_owner_and_number_and_counted_over_all_pages(app: Flask) -> None:
    for owner, identifier in (("elm Care", "SC9"), (None, "SC0"), ("Élan", "SC7"), ("Oak", "SC2"), ("Elm Care", "SC1")):
        a_setting(owner_published=owner, identifier=identifier)
    a_setting(owner_published="Ash", identifier="SC5", open=False)
    listed, after = [], None
    while True:
        page = search_settings(after=after, limit=1)
        listed += [one.identifier for one in page.items]
        after = page.next_cursor
        if after is None:
            break
    assert [one for one in listed if one != "SC7"] == ["SC1", "SC9", "SC2", "SC0"]
    assert len(listed) == count_settings() == 5
    assert count_settings(words="elm") == 2
    assert count_settings(open_only=False) == 6


def test_a_cursor_of_a_setting_that_is_no_more_is_refused_in_words(app: Flask) -> None:
    with pytest.raises(RuleBroken, match="Search again"):
        search_settings(after=encode_cursor("nothing"))
