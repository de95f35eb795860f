"""The national catalogue: requirements by stable key, each with versions that apply from a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from prequal.requirements.domain.evidence import Origin, Vocabulary
from prequal.requirements.domain.reading import Terms
from prequal.requirements.domain.states import Level, RequirementClass
from prequal.requirements.domain.tree import Condition, Rule

Words = Mapping[str, str]  # by language


class Beyond(StrEnum):
    """What becomes of a parameter's value outside its bounds."""

    REFUSED = "refused"
    REASON = "reason"  # allowed with a published reason


class Move(StrEnum):
    """How a framework's value of a parameter lies to its bounds."""

    WITHIN = "within"
    NEEDS_REASON = "needs-reason"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A number, code or day of a rule: the national default and how far a framework may move it.

    `default` None: the framework that wants it sets it. `lots_only`: moved for a stated lot, never for all.
    """

    name: str
    unit: str  # months, days, pence, percent, number, code or day
    default: int | Decimal | str | date | None
    least: Decimal | None = None
    most: Decimal | None = None
    choices: tuple[str, ...] = ()
    below: Beyond = Beyond.REFUSED
    above: Beyond = Beyond.REFUSED
    lots_only: bool = False
    note: Words = field(default_factory=dict)

    @property
    def moves(self) -> bool:
        """Whether a framework may choose another value at all."""
        return bool(self.choices) or self.least is not None or self.most is not None

    def move(self, value: int | Decimal | str | date) -> Move:
        """Say whether a framework may take a value, with a reason only, or not at all."""
        if not self.moves:
            return Move.WITHIN if value == self.default else Move.REFUSED
        if self.choices:
            return Move.WITHIN if value in self.choices else Move.REFUSED
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return Move.REFUSED
        if self.least is not None and value < self.least:
            return Move.NEEDS_REASON if self.below is Beyond.REASON else Move.REFUSED
        if self.most is not None and value > self.most:
            return Move.NEEDS_REASON if self.above is Beyond.REASON else Move.REFUSED
        return Move.WITHIN


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """Where others ask the same; empty where this is not known."""

    sq: tuple[str, ...] = ()
    psq: tuple[str, ...] = ()
    cdp: tuple[str, ...] = ()
    espd: tuple[str, ...] = ()
    law: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A requirement in one language: what is asked, why, for what, and who holds it already ("": nobody)."""

    title: str
    ask: str
    why: str
    used_for: str
    held_by: str = ""
    applies: str = ""  # the condition in words
    change: str = ""  # what this version changes


@dataclass(frozen=True, slots=True)
class Validity:
    """How long an answer stands: `manner` is a key of the words, `argument` a parameter or how often."""

    manner: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """An item that is asked for or fetched, with the fields of it that matter here."""

    of: str
    fields: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A requirement as it stands from a day on. `law`: it reaches every framework on that day by itself."""

    key: str
    number: int
    starts_on: date
    law: bool
    classes: Mapping[str, RequirementClass]  # by nation
    provisions: frozenset[str]
    conditions: tuple[Condition, ...]
    rule: Rule
    parameters: Mapping[str, Parameter]
    validity: tuple[Validity, ...]
    evidence: tuple[Evidence, ...]
    references: References
    texts: Mapping[str, Text]
    narrative: bool = False

    @property
    def nations(self) -> tuple[str, ...]:
        """The nations in which it applies."""
        return tuple(self.classes)

    @property
    def origins(self) -> frozenset[Origin]:
        """Where its evidence comes from."""
        return frozenset(one.origin for one in self.evidence)

    @property
    def defaults(self) -> dict[str, Any]:
        """The national value of every parameter."""
        return {name: parameter.default for name, parameter in self.parameters.items()}

    def text(self, language: str) -> Text:
        """Return the words in a language, in English where there are none."""
        return self.texts.get(language) or self.texts["en"]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing asked of providers, under a key that never changes, with all its versions in order."""

    key: str
    theme: str
    level: Level
    versions: tuple[Version, ...]

    def version(self, number: int) -> Version:
        """Return a version by its number. Raises KeyError."""
        for version in self.versions:
            if version.number == number:
                return version
        raise KeyError(f"{self.key} version {number}")

    def in_force(self, day: date, *, pinned: int) -> Version:
        """Return the version of a day for whoever took a version: changes of law come by themselves."""
        chosen = self.version(pinned)
        for version in self.versions:
            if version.number > pinned and version.law and version.starts_on <= day:
                chosen = version
        return chosen

    def line(self, *, pinned: int) -> tuple[Version, ...]:
        """Return the version taken and every later one that the law brings, in their order."""
        later = (version for version in self.versions if version.number > pinned and version.law)
        return (self.version(pinned), *later)


@dataclass(frozen=True, slots=True)
class Relief:
    """What a small provider is spared: a requirement's evidence is optional, or it is not asked on a condition."""

    requirement: str
    conditions: tuple[Condition, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class SmallProvider:
    """Who counts as small: so many staff, or so many settings, at most."""

    of: str
    staff: str
    staff_at_most: int
    settings: str
    settings_at_most: int


@dataclass(frozen=True, slots=True)
class HeldElsewhere:
    """A fact that somebody holds already, so that it is never asked: who, found by which number, how new."""

    key: str
    what: Words
    holder: Words
    found_by: Words
    refresh: Words
    items: tuple[str, ...]  # of the vocabulary
    topics: tuple[str, ...]  # words by which a question is recognised


@dataclass(frozen=True, slots=True)
class Theme:
    """A chapter of the catalogue."""

    key: str
    titles: Words

    def title(self, language: str) -> str:
        """Return its title in a language, in English where there is none."""
        return self.titles.get(language) or self.titles["en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything that is asked nationally, and what it takes to judge it."""

    requirements: Mapping[str, Requirement]
    themes: tuple[Theme, ...]
    vocabulary: Vocabulary
    terms: Terms
    small: SmallProvider
    reliefs: tuple[Relief, ...]
    recognition: Mapping[str, Rule]  # by nation
    held_elsewhere: tuple[HeldElsewhere, ...]
    same_provision: Mapping[str, str]  # a code of the register, to the one under which it is asked

    def __iter__(self) -> Iterator[Requirement]:
        return iter(self.requirements.values())

    def asked_as(self, provision: str) -> str:
        """Return the provision code under which requirements are asked of a setting."""
        return self.same_provision.get(provision, provision)
