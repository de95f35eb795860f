from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engine.words import MOST_QUERY_WORDS, query_words, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Children\u2019s homes for the boys running", ("children", "homes", "boys", "running")),
        ("CHILDREN'S Homes", ("children", "homes")),
        ("T\u0177 Gwyn, Caf\xe9", ("ty", "gwyn", "cafe")),
        ("O'Brien\u2019s", ("obrien",)),
        ("16-17 year-olds; 2:1", ("16", "17", "year", "olds", "2", "1")),
        ("snake_case", ("snake", "case")),
        ("the and of", ()),
        ("\u4f60\u597d", ()),
        ("rock 'n' roll", ("rock", "n", "roll")),
        ("", ()),
    ],
)
def test_text_becomes_its_words(text: str, words: tuple[str, ...]):
    assert words_of(text) == words


@given(st.text())
def test_words_are_plain_whatever_is_typed(text: str):
    words = words_of(text)
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in words)


def test_a_query_asks_each_word_once_and_not_for_ever():
    assert query_words("pony Pony ponies") == ("pony", "ponies")
    assert len(query_words(" ".join(f"word{number}" for number in range(100)))) == MOST_QUERY_WORDS
