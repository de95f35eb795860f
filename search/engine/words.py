"""How words are read, in the documents and in the queries alike, on every engine.

The engines stem what is left (Porter's algorithm on both); all else that their analysers might do differently is
done here: case, accents, apostrophes, stop words.
"""

from __future__ import annotations

import re
import unicodedata

# Lucene's English stop words.
STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "for",
        "if",
        "in",
        "into",
        "is",
        "it",
        "no",
        "not",
        "of",
        "on",
        "or",
        "such",
        "that",
        "the",
        "their",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "was",
        "will",
        "with",
    ]
)
MOST_QUERY_WORDS = 20
_TOKEN = re.compile(r"[a-z0-9]+(?:['\u2019][a-z0-9]+)*")
_POSSESSIVE = re.compile(r"['\u2019]s$")


def words_of(text: str) -> tuple[str, ...]:
    """Give the words that count, folded to a-z and 0-9, in order, repeats kept.

    "Children's homes for the boys" gives children, homes, boys. Letters that have no Latin base are left out.
    """
    folded = "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    ).casefold()
    found = (_POSSESSIVE.sub("", token) for token in _TOKEN.findall(folded))
    kept = (token.replace("'", "").replace("\u2019", "") for token in found if token not in STOP_WORDS)
    return tuple(kept)


def query_words(text: str) -> tuple[str, ...]:
    """Give the words that a result must all have, each once; none means that any result will do."""
    return tuple(dict.fromkeys(words_of(text)))[:MOST_QUERY_WORDS]
