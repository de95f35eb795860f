"""Codes in words: templates by language, filled with values as people write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from prequal.requirements.domain.evaluation import Result
from prequal.requirements.domain.evidence import FieldType, Vocabulary
from register.core.identifiers import RULES, Scheme

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MILLION = 100_000_000  # pence
MONEY = frozenset({"pence", "asked_pence"})
LONGEST_SHORT_CODE = 4  # UK, M13, SPD are said as they are
BY_FIELD = frozenset({"number", "asked"})


class Wording:
    """The words of a language; what has none there is said in English."""

    def __init__(
        self, tables: Mapping[str, Any], vocabulary: Vocabulary, *, language: str, provision: Callable[[str], str]
    ) -> None:
        """`tables` are those of data/words.toml; `provision` gives the words of a provision code."""
        self._tables = tables
        self._vocabulary = vocabulary
        self.language = language
        self.provision = provision

    def of(self, section: str, key: str) -> str:
        """Return the words of a code. Raises KeyError."""
        table = self._tables[section]
        for part in key.split("."):
            table = table[part]
        found: str = table.get(self.language) or table["en"]
        return found

    def say(self, section: str, key: str, /, **values: object) -> str:
        """Return the words of a code with its values filled in."""
        return self.of(section, key).format(**{name: str(value) for name, value in values.items()})

    def own(self, words: Mapping[str, str]) -> str:
        """Return the words of this language from a column."""
        return words.get(self.language) or words["en"]

    def item(self, of: str) -> str:
        """Name an item."""
        return self.own(self._vocabulary[of].label)

    def field(self, of: str, name: str) -> str:
        """Name an item's field."""
        return self.own(self._vocabulary[of].field_labels[name])

    def reason(self, result: Result) -> str:
        """Say why a requirement stands as it does."""
        told = result.told
        place = str(told.get("field", ""))
        values: dict[str, object] = {"item": "", "code": "", **told}
        for name, value in told.items():
            if name == "item":
                values[name] = self.item(str(value))
            elif name == "field":
                of, _, one = str(value).partition(":")
                values[name] = self.field(of, one)
            else:
                values[name] = self._told(name, value, place)
        text = self.say("reasons", result.reason.value, **values)
        return text[:1].upper() + text[1:]

    def _told(self, name: str, value: object, place: str) -> str:
        if name == "schemes" and isinstance(value, tuple):
            return listed([scheme_name(str(one)) for one in value])
        of, _, one = place.partition(":")
        in_pence = name in BY_FIELD and place and self._vocabulary[of].fields.get(one) is FieldType.PENCE
        if (name in MONEY or in_pence) and isinstance(value, int | Decimal):
            return money(int(value))
        return plain(value)


def scheme_name(scheme: str) -> str:
    """Name the numbers of a scheme; one that the register does not hold stands for itself."""
    return RULES[Scheme(scheme)].name if scheme in set(Scheme) else plain(scheme)


def plain(value: object) -> str:
    """Write a value as people do: 1 April 2026, 7.5, one and two; a code of ours without its hyphens."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    if isinstance(value, Decimal):
        return f"{round(value, 1).normalize():f}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, tuple | list | frozenset):
        return listed([plain(one) for one in value])
    text = str(value)
    of_ours = "_" in text or (text.isupper() and len(text) > LONGEST_SHORT_CODE) or (text.islower() and "-" in text)
    return text.replace("_", " ").replace("-", " ").lower() if of_ours and " " not in text else text


def money(pence: int) -> str:
    """Write pence in pounds: £10 million, £2.5 million, £1,250, £13.45."""
    if pence < 0:
        return f"-{money(-pence)}"
    if pence >= MILLION and pence % (MILLION // 10) == 0:
        return f"£{(Decimal(pence) / MILLION).normalize():f} million"
    return f"£{pence // 100:,}" if pence % 100 == 0 else f"£{Decimal(pence) / 100:,.2f}"


def listed(words: Sequence[str], last: str = " or ") -> str:
    """Join words as a sentence does."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + last + words[-1] if words else ""
