"""Requirements in words, for pages and for the terminal: everything that a version says, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache

from prequal.requirements.domain.catalogue import Parameter, References, Text, Version
from prequal.requirements.domain.sentences import Sentence
from prequal.requirements.domain.sets import NationalSet, compare
from prequal.requirements.domain.states import Level, RequirementClass
from prequal.requirements.queries.catalogue import get_requirement, national_catalogue, sentences, wording

REFERENCES = tuple(one.name for one in fields(References))
OTHERS_ASK = tuple(name for name in REFERENCES if name != "law")


@dataclass(frozen=True, slots=True)
class DescribedEvidence:
    """An item that is asked for or fetched: what it is, its fields, and who brings it."""

    item: str
    fields: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class DescribedParameter:
    """A value of the rule: what it is, the national one, how far it may be moved, and a note."""

    name: str
    value: str
    bounds: str
    note: str


@dataclass(frozen=True, slots=True)
class DescribedClass:
    """What hangs on the answer, and where."""

    code: RequirementClass
    name: str
    meaning: str
    nations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DescribedVersion:
    """One line of a requirement's history."""

    number: int
    starts_on: date
    law: bool
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One version of a requirement in words."""

    key: str
    number: int
    starts_on: date
    theme: str
    level: Level
    level_words: str
    text: Text
    classes: tuple[DescribedClass, ...]
    provisions: tuple[str, ...]
    nations: tuple[str, ...]
    conditions: tuple[str, ...]
    evidence: tuple[DescribedEvidence, ...]
    rule: Sentence
    parameters: tuple[DescribedParameter, ...]
    validity: tuple[str, ...]
    references: tuple[tuple[str, tuple[str, ...]], ...]
    history: tuple[DescribedVersion, ...]
    narrative: bool


def described(version: Version, *, language: str = "en") -> Described:
    """Put a version of the national catalogue into words."""
    return _described(version.key, version.number, language)


@cache
def _described(key: str, number: int, language: str) -> Described:
    version = get_requirement(key).version(number)
    catalogue, words, said = national_catalogue(), wording(language), sentences(language)
    requirement = catalogue.requirements[version.key]
    return Described(
        key=version.key,
        number=version.number,
        starts_on=version.starts_on,
        theme=requirement.theme,
        level=requirement.level,
        level_words=words.of("levels", requirement.level.value),
        text=version.text(language),
        classes=_classes(version, language),
        provisions=tuple(sorted(words.provision(one) for one in version.provisions)),
        nations=tuple(words.of("nations", one) for one in version.nations),
        conditions=tuple(said.conditions(version)),
        evidence=tuple(
            DescribedEvidence(
                words.item(one.of),
                tuple(words.field(one.of, name) for name in one.fields),
                words.of("origins", one.origin),
            )
            for one in version.evidence
        ),
        rule=said.rule(version),
        parameters=tuple(_parameter(one, language) for one in version.parameters.values()),
        validity=tuple(said.validity(version)),
        references=tuple((words.of("references", name), getattr(version.references, name)) for name in REFERENCES),
        history=tuple(
            DescribedVersion(one.number, one.starts_on, one.law, one.text(language).change)
            for one in requirement.versions
        ),
        narrative=version.narrative,
    )


def _classes(version: Version, language: str) -> tuple[DescribedClass, ...]:
    words = wording(language)
    nations: dict[RequirementClass, list[str]] = {}
    for nation, one in version.classes.items():
        nations.setdefault(one, []).append(words.of("nations", nation))
    return tuple(
        DescribedClass(one, words.of("classes", one.value), words.of("class_meanings", one.value), tuple(where))
        for one, where in nations.items()
    )


def _parameter(parameter: Parameter, language: str) -> DescribedParameter:
    note = wording(language).own(parameter.note) if parameter.note else ""
    return DescribedParameter(*sentences(language).parameter(parameter), note)


def listed_for(
    national_set: NationalSet, day: date, *, provision: str = "", nation: str = "", theme: str = ""
) -> list[Version]:
    """Return what a set asks on a day, of a provision, in a nation, in a theme ("": of all)."""
    catalogue = national_catalogue()
    asked_as = catalogue.asked_as(provision)
    return [
        version
        for version in national_set.in_force(catalogue, day)
        if (not provision or asked_as in version.provisions)
        and (not nation or nation in version.nations)
        and (not theme or catalogue.requirements[version.key].theme == theme)
    ]


@dataclass(frozen=True, slots=True)
class Lacking:
    """What is not known of the catalogue: references by kind, each with the keys that have none; tables of rates."""

    references: Mapping[str, tuple[str, ...]]
    rates: tuple[str, ...]


def lacking() -> Lacking:
    """List what nobody has given yet; nothing of it is invented."""
    catalogue = national_catalogue()
    latest = {requirement.key: requirement.versions[-1] for requirement in catalogue}
    loaded = {rate.table for rate in catalogue.terms.rates}
    return Lacking(
        {
            name: tuple(key for key, version in latest.items() if not getattr(version.references, name))
            for name in OTHERS_ASK
        },
        tuple(table for table in catalogue.terms.rate_tables if table not in loaded),
    )


@dataclass(frozen=True, slots=True)
class DescribedChange:
    """A requirement that two sets ask differently: each part, from what to what."""

    key: str
    title: str
    parts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class DescribedDifference:
    """What one set changes against another, in words."""

    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    moved: tuple[DescribedChange, ...]


def described_difference(before: NationalSet, after: NationalSet, *, language: str = "en") -> DescribedDifference:
    """Put the difference of two sets into words."""
    found = compare(national_catalogue(), before, after)
    return DescribedDifference(
        tuple((one.key, one.text(language).title) for one in found.added),
        tuple((one.key, one.text(language).title) for one in found.removed),
        tuple(described_change(one.before, one.after, language=language) for one in found.moved),
    )


def described_change(before: Version, after: Version, *, language: str = "en") -> DescribedChange:
    """Say in which parts two versions of a requirement differ."""
    old, new = (_parts(one, language) for one in (before, after))
    parts = tuple(
        (name, old.get(name, ""), new.get(name, ""))
        for name in dict.fromkeys((*old, *new))
        if old.get(name, "") != new.get(name, "")
    )
    return DescribedChange(after.key, after.text(language).title, parts)


def _parts(version: Version, language: str) -> dict[str, str]:
    """Write each part of a version as one text, under the name that people read."""
    one, words = described(version, language=language), wording(language)
    parts = {
        words.of("difference", "class"): "; ".join(f"{part.name} ({', '.join(part.nations)})" for part in one.classes),
        words.of("difference", "provisions"): ", ".join(one.provisions),
        words.of("difference", "condition"): "; ".join(one.conditions),
        words.of("difference", "rule"): " ".join(lines_of(one.rule)),
        words.of("difference", "validity"): "; ".join(one.validity),
        words.of("difference", "evidence"): "; ".join(
            f"{part.item}: {', '.join(part.fields)}" for part in one.evidence
        ),
        words.of("difference", "references"): "; ".join(
            f"{name}: {', '.join(given)}" for name, given in one.references if given
        ),
    }
    for parameter in one.parameters:
        parts[words.say("difference", "parameter", name=parameter.name)] = f"{parameter.value} ({parameter.bounds})"
    for name in ("title", "ask", "why", "used_for", "held_by", "applies"):
        parts[words.say("difference", "text", name=words.of("texts", name))] = getattr(one.text, name)
    return parts


def lines_of(sentence: Sentence) -> list[str]:
    """Return a sentence and all below it, line by line."""
    return [sentence.text, *(line for member in sentence.members for line in lines_of(member))]
