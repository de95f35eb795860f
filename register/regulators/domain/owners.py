"""An owner's name is free text in regulators' files: what makes two spellings one owner."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LONGEST_KEY = 300
_TRADING_AS = re.compile(r"(?<=\S)[\s(,-]+(?:t\s*/\s*as?|trading\s+as)\b.*$")
_INSIDE_WORDS = re.compile("['`.\N{RIGHT SINGLE QUOTATION MARK}]")
_AND = re.compile(r"[&+]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_FORMS = (
    ("community interest company", "cic"),
    ("public limited company", "plc"),
    ("limited liability partnership", "llp"),
)
# Left off by half of those who write a company's name; "plc", "llp" and "cic" are other legal bodies and stay.
_LIMITED = frozenset({"limited", "ltd", "cyfyngedig", "cyf"})
_COMPANY_NUMBER = re.compile(r"[0-9]{8}")


@lru_cache(maxsize=20_000)
def owner_key(name: str | None) -> str | None:
    """Return what stays the same however an owner's name is spelt; None where there is no name.

    Case, accents, punctuation and spaces do not count, nor do "&" for "and", a leading "The", a closing "Limited" or
    company number, and what an owner trades as.
    """
    if not name:
        return None
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    text = "".join(one for one in text if not unicodedata.combining(one))
    text = _TRADING_AS.sub("", text)
    text = _BETWEEN_WORDS.sub(" ", _AND.sub(" and ", _INSIDE_WORDS.sub("", text))).strip()
    for words, form in _FORMS:
        text = re.sub(rf"\b{words}\b", form, text)
    words_left = text.split()
    while len(words_left) > 1 and words_left[0] == "the":
        words_left = words_left[1:]
    while len(words_left) > 1 and (words_left[-1] in _LIMITED or _COMPANY_NUMBER.fullmatch(words_left[-1])):
        words_left.pop()
    return " ".join(words_left)[:LONGEST_KEY].rstrip() or None


def spellings_in_order(counted: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """Return an owner's spellings, given with how often each occurs: the commonest first, those in capitals last.

    Spaces around a name make no spelling of their own.
    """
    total: dict[str, int] = {}
    for spelling, count in counted:
        plain = " ".join(spelling.split())
        total[plain] = total.get(plain, 0) + count
    return tuple(sorted(total, key=lambda one: (-total[one], one.isupper(), one)))
