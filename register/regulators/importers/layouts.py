"""How a published layout is described: which headings mean which fact, and which of them a layout must have.

The descriptions are data, one module a source (``ofsted``, ``ciw``, ``care_inspectorate``). A later year with new
headings needs another alias there, never another branch (``docs/how-to/add-a-regulator-layout.md``).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from register.regulators.importers.facts import FactValue, Source
from register.regulators.importers.rows import Kind
from register.regulators.importers.values import Converter, fold

Facts = dict[str, FactValue]

_NOTE = re.compile(r"\s*[\[(]\s*(?:note|notes|see note)\s*[\w ,]*[\])]")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_STATED_DAY = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)? (?=[a-z]+ (?:yyyy)\b)")


def normal(heading: object) -> str:
    """Return a heading as compared: no BOM, note or year, underscores as spaces, single spaces, case folded."""
    words = fold(str(heading).replace("\ufeff", "").replace("ï»¿", "").replace("_", " "))
    words = _YEAR.sub("yyyy", _NOTE.sub("", words))
    return _STATED_DAY.sub("", words).strip(" :*.")


@dataclass(frozen=True, slots=True)
class Column:
    """One fact or field that a heading can name; ``aliases`` are written as published, the usual one first."""

    key: str
    converter: Converter
    aliases: tuple[str, ...]
    few: bool = True  # few different values: worth remembering what was converted
    title: str = ""  # the usual heading, where headings are taken apart instead of listed


@dataclass(frozen=True, slots=True)
class Layout:
    """A shape in which a source publishes rows of one kind, recognised by its columns alone."""

    name: str
    kind: Kind
    title: str  # for people
    required: frozenset[str]
    any_of: frozenset[str] = frozenset()  # at least one of these, where given
    none_of: frozenset[str] = frozenset()
    says: re.Pattern[str] | None = None  # what the lines above must say where columns alone cannot tell
    bare: str = ""  # which inspection the columns are about whose headings do not say
    if_repeating: str = ""  # the layout that it is instead when identifiers repeat

    def fits(self, keys: frozenset[str], said: str) -> bool:
        """Whether a header with these keys, under lines that say ``said``, is of this layout."""
        return (
            self.required <= keys
            and (not self.any_of or bool(self.any_of & keys))
            and not self.none_of & keys
            and (self.says is None or self.says.search(said) is not None)
        )


@dataclass(frozen=True, slots=True)
class SourceLayouts:
    """Everything that reading one source's files needs to know, as data and two small rules."""

    source: Source
    publisher: str  # as a person calls it
    columns: tuple[Column, ...]
    layouts: tuple[Layout, ...]  # the first that fits is taken
    ignored: frozenset[str]  # normal headings that are known and not read
    finish: Callable[[Facts], None]  # settles facts that come from several columns
    provision: Callable[[Facts], tuple[str, str | None]]  # takes the type out of the facts: own words, our code
    refine: Callable[[str], str | None] = lambda _heading: None  # key of a heading that no alias names
    by_alias: Mapping[str, str] = field(init=False)
    by_key: Mapping[str, Column] = field(init=False)

    def __post_init__(self) -> None:
        aliases: dict[str, str] = {}
        for column in self.columns:
            for alias in column.aliases:
                if aliases.setdefault(normal(alias), column.key) != column.key:
                    raise ValueError(f"heading {alias!r} means both {aliases[normal(alias)]} and {column.key}")
        object.__setattr__(self, "by_alias", aliases)
        object.__setattr__(self, "by_key", {column.key: column for column in self.columns})

    def key_of(self, heading: str) -> str | None:
        """Return the key that a normal heading names, None where it is not known."""
        return self.by_alias.get(heading) or self.refine(heading)

    def published_name(self, key: str) -> str:
        """Return the usual heading of a key, for messages."""
        column = self.by_key[key]
        return column.title or column.aliases[0]
