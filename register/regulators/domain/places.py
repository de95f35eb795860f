"""Whether words lead to a hidden place that a regulator's own facts name."""

import re
from collections.abc import Mapping

#: Facts that are the place's own name or address.
NAMES_OF_PLACE = ("name", "known_as", "address_1", "postcode")
_LEGAL = frozenset({"limited", "ltd", "llp", "plc", "cic", "the", "company", "co", "uk"})
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
_APOSTROPHES = re.compile("['\N{RIGHT SINGLE QUOTATION MARK}]")
#: A shorter name is found in words that have nothing to do with it.
_SHORTEST = 5


def names_in(facts: Mapping[str, object]) -> frozenset[str]:
    """Return what the facts call the place, in plain letters and digits; empty where the regulator withholds it."""
    found = [_plain(text) for key in NAMES_OF_PLACE if (text := facts.get(key))]
    return frozenset(name for name in found if len(name) >= _SHORTEST)


def says_place(text: object, names: frozenset[str]) -> bool:
    """Return whether a text holds one of the place's names, in whatever case and spacing: "Mill House Ltd"."""
    if not names:
        return False
    plain = _plain(text)
    return any(name in plain for name in names)


def holds_postcode(text: str) -> bool:
    """Return whether a text holds a full postcode."""
    return _POSTCODE.search(text) is not None


def _plain(text: object) -> str:
    words = re.findall(r"[^\W_]+", _APOSTROPHES.sub("", str(text or "").casefold()))
    return "".join(word for word in words if word not in _LEGAL)
