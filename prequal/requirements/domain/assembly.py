"""The catalogue put together from its tables; all mistakes of all of them are gathered before any is raised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from prequal.requirements.domain.building import (
    Mistakes,
    Table,
    Wrong,
    built,
    condition_of,
    day_of,
    reads,
    rule_of,
    typed,
)
from prequal.requirements.domain.catalogue import (
    Catalogue,
    Evidence,
    HeldElsewhere,
    Parameter,
    References,
    Relief,
    Requirement,
    SmallProvider,
    Text,
    Theme,
    Validity,
    Version,
)
from prequal.requirements.domain.evidence import FieldType, ItemKind, Origin, Rate, Vocabulary
from prequal.requirements.domain.reading import Scale, Terms
from prequal.requirements.domain.rules.amounts import RateMet
from prequal.requirements.domain.rules.codes import JudgementFloor
from prequal.requirements.domain.states import Level, Nation, RequirementClass
from prequal.requirements.domain.tree import Check, Condition, Rule

PROVISIONS = ("IFA", "CH", "SCH", "SA", "RFC", "RSS")
SINCE = date(2025, 4, 1)
REFERENCES = tuple(one.name for one in fields(References))
LANGUAGES = ("en", "cy")
VERSION_KEYS = {
    "number", "starts_on", "by_law", "class", "nations", "provisions", "when", "validity", "rule", "parameters",
    "also", "narrative", *REFERENCES, *LANGUAGES,
}  # fmt: skip


def vocabulary_of(tables: Table) -> Vocabulary:
    """Build the item kinds. Raises Wrong."""
    shared: Mapping[str, Table] = tables.get("fields_of", {})
    kinds = {}
    for key, table in tables.items():
        if key == "fields_of":
            continue
        own = {name: value for name, value in table.items() if isinstance(value, Mapping)}
        described: dict[str, Table] = {**shared.get(key.partition("/")[0], {}), **own}
        kinds[key] = ItemKind(
            key=key,
            origin=typed(Origin, table.get("origin"), key),
            fields={name: typed(FieldType, one.get("type"), f"{key}: {name}") for name, one in described.items()},
            label=_words(table, key),
            field_labels={name: _words(one, f"{key}: {name}") for name, one in described.items()},
            schemes=tuple(table.get("schemes", ())),
        )
    return Vocabulary(kinds)


def catalogue_of(*, evidence: Table, terms: Table, rates: Table, held: Table, themes: Sequence[Table]) -> Catalogue:
    """Build the catalogue from the tables of its files. Raises Mistakes with all of them."""
    wrong: list[str] = []
    try:
        vocabulary = vocabulary_of(evidence)
        common = terms_of(terms, rates)
    except Wrong as mistake:
        raise Mistakes([str(mistake)]) from None
    requirements: dict[str, Requirement] = {}
    chapters = []
    for table in themes:
        chapters.append(Theme(str(table["theme"]), _words(table["title"], "title")))
        for key, one in table.items():
            if key in ("theme", "title"):
                continue
            if key in requirements:
                wrong.append(f"{key}: written twice")
            try:
                requirements[key] = requirement_of(key, one, theme=str(table["theme"]), vocabulary=vocabulary)
            except Wrong as mistake:
                wrong.append(str(mistake))
    try:
        catalogue = Catalogue(
            requirements=requirements,
            themes=tuple(chapters),
            vocabulary=vocabulary,
            terms=common,
            small=built(SmallProvider, terms["small"], "small"),
            reliefs=tuple(_relief(one, vocabulary) for one in terms.get("relief", ())),
            recognition={
                nation: rule_of(rule, vocabulary=vocabulary, parameters={}, place=f"recognition {nation}")
                for nation, rule in terms.get("recognition", {}).items()
            },
            held_elsewhere=tuple(_held(one) for one in held["held"]),
            same_provision=dict(terms.get("same_provision", {})),
        )
    except Wrong as mistake:
        raise Mistakes([*wrong, str(mistake)]) from None
    wrong += _loose_ends(catalogue)
    if wrong:
        raise Mistakes(wrong)
    return catalogue


def requirement_of(key: str, table: Table, *, theme: str, vocabulary: Vocabulary) -> Requirement:
    """Build one requirement with its versions. Raises Wrong."""
    strange = sorted(set(table) - {"level", "version"})
    if strange:
        raise Wrong(f"{key}: {', '.join(strange)}: not known here")
    versions = tuple(_version(key, one, vocabulary) for one in table.get("version", ()))
    numbers, starts = [one.number for one in versions], [one.starts_on for one in versions]
    if not versions or numbers != sorted(set(numbers)) or starts != sorted(starts):
        raise Wrong(f"{key}: versions are numbered upwards and start one after the other")
    return Requirement(key, theme, typed(Level, table.get("level"), f"{key}: level"), versions)


def terms_of(terms: Table, rates: Table) -> Terms:
    """Build what holds for every rule. Raises Wrong."""
    tables = {key: _words(one, f"rates {key}") for key, one in rates["tables"].items()}
    found = tuple(built(Rate, one, f"rate {at}") for at, one in enumerate(rates.get("rate", ()), 1))
    strange = sorted({rate.table for rate in found} - set(tables))
    if strange:
        raise Wrong(f"rates: {', '.join(strange)}: no such table")
    scales = {
        key: Scale(
            key,
            tuple(tuple(grade) for grade in one["grades"]),
            tuple(one.get("none", ())),
            _words(one["label"], f"scale {key}"),
        )
        for key, one in terms["scales"].items()
    }
    return Terms(int(terms["expiring_days"]), dict(terms["grace_days"]), scales, tables, found)


def _version(key: str, table: Table, vocabulary: Vocabulary) -> Version:
    number = typed(int, table.get("number", 1), f"{key}: number")
    place = f"{key} version {number}"
    strange = sorted(set(table) - VERSION_KEYS)
    if strange:
        raise Wrong(f"{place}: {', '.join(strange)}: not known here")
    parameters = {name: _parameter(name, one, place) for name, one in table.get("parameters", {}).items()}
    conditions = tuple(condition_of(one, vocabulary, place) for one in table.get("when", ()))
    rule = rule_of(table.get("rule", ()), vocabulary=vocabulary, parameters=parameters, place=f"{place}: check")
    also = table.get("also", {})
    return Version(
        key=key,
        number=number,
        starts_on=day_of(table.get("starts_on", SINCE), f"{place}: starts_on"),
        law=typed(bool, table.get("by_law", False), f"{place}: by_law"),
        classes=_classes(table, place),
        provisions=_provisions(table, place),
        conditions=conditions,
        rule=rule,
        parameters=parameters,
        validity=tuple(_validity(one, parameters, place) for one in table["validity"]),
        evidence=_evidence(rule, conditions, also, vocabulary, place),
        references=built(References, {name: table[name] for name in REFERENCES if name in table}, place),
        texts={language: built(Text, table[language], place) for language in LANGUAGES if language in table},
        narrative=typed(bool, table.get("narrative", False), f"{place}: narrative"),
    )


def _classes(table: Table, place: str) -> dict[str, RequirementClass]:
    given = table.get("class")
    if isinstance(given, Mapping):
        return {
            typed(Nation, nation, place): typed(RequirementClass, one, f"{place}: class")
            for nation, one in given.items()
        }
    found = typed(RequirementClass, given, f"{place}: class")
    return {typed(Nation, nation, place): found for nation in table.get("nations", tuple(Nation))}


def _provisions(table: Table, place: str) -> frozenset[str]:
    given = frozenset(table.get("provisions", PROVISIONS))
    strange = sorted(given - set(PROVISIONS))
    if strange:
        raise Wrong(f"{place}: {', '.join(strange)}: no such provision")
    return given


def _parameter(name: str, table: Table, place: str) -> Parameter:
    place = f"{place}: parameter {name}"
    plain = {key: value for key, value in table.items() if key not in ("default", "note")}
    default = table.get("default")
    if table.get("unit") in ("percent", "number") and default is not None:
        default = Decimal(str(default))
    parameter: Parameter = built(Parameter, {**plain, "name": name, "default": default}, place)
    if parameter.default is not None and parameter.moves and parameter.move(parameter.default) != "within":
        raise Wrong(f"{place}: the default is out of its own bounds")
    return replace(parameter, note=dict(table.get("note", {})))


def _validity(given: object, parameters: Mapping[str, Parameter], place: str) -> Validity:
    manner, _, argument = typed(str, given, f"{place}: validity").partition(":")
    if manner == "months" and argument not in parameters:
        raise Wrong(f"{place}: validity: there is no parameter {argument}")
    return Validity(manner, argument)


def _evidence(
    rule: Rule, conditions: Sequence[Condition], also: Mapping[str, Sequence[str]], vocabulary: Vocabulary, place: str
) -> tuple[Evidence, ...]:
    """Gather what a version asks for: every field that it reads, and those that it only records."""
    found: dict[str, dict[str, None]] = {}
    for check in rule.checks():
        for of, name, _ in reads(check):
            found.setdefault(of, {})[name] = None
        for condition in check.conditions:
            found.setdefault(condition.of, {})[condition.field] = None
    for condition in conditions:
        if condition.of:
            found.setdefault(condition.of, {})[condition.field] = None
    for of, names in also.items():
        if of not in vocabulary or set(names) - set(vocabulary[of].fields):
            raise Wrong(f"{place}: also: {of} has no such fields")
        found.setdefault(of, {}).update(dict.fromkeys(names))
    return tuple(Evidence(of, tuple(names), vocabulary[of].origin) for of, names in found.items())


def _relief(table: Table, vocabulary: Vocabulary) -> Relief:
    place = f"relief {table.get('requirement')}"
    return Relief(
        requirement=typed(str, table.get("requirement"), place),
        conditions=tuple(condition_of(one, vocabulary, place) for one in table.get("when", ())),
        optional=typed(bool, table.get("optional", False), place),
    )


def _held(table: Table) -> HeldElsewhere:
    key = str(table.get("key"))
    texts = {language: table[language] for language in LANGUAGES if language in table}
    column: dict[str, dict[str, Any]] = {
        name: {language: one[name] for language, one in texts.items()}
        for name in ("what", "holder", "found_by", "refresh")
    }
    return HeldElsewhere(key=key, items=tuple(table["items"]), topics=tuple(table["topics"]), **column)


def _words(table: Table, place: str) -> dict[str, str]:
    found = {language: table[language] for language in LANGUAGES if language in table}
    if "en" not in found:
        raise Wrong(f"{place}: no words in English")
    return found


def _loose_ends(catalogue: Catalogue) -> list[str]:
    """Name what points at nothing: requirements, items, scales and their grades, tables of rates."""
    wrong = [
        f"relief: no requirement {one.requirement}"
        for one in catalogue.reliefs
        if one.requirement not in catalogue.requirements
    ]
    wrong += [
        f"{one.key}: no item {item}"
        for one in catalogue.held_elsewhere
        for item in one.items
        if item not in catalogue.vocabulary
    ]
    for requirement in catalogue:
        for version in requirement.versions:
            place = f"{version.key} version {version.number}"
            if "en" not in version.texts:
                wrong.append(f"{place}: no text in English")
            others = {one.state_of for one in version.conditions if one.state_of}
            wrong += [f"{place}: no requirement {key}" for key in sorted(others - set(catalogue.requirements))]
            wrong += [
                f"{place}: {lacks}"
                for check in version.rule.checks()
                if (lacks := _lacks(check, version, catalogue.terms))
            ]
    return wrong


def _lacks(check: Check, version: Version, terms: Terms) -> str:
    if isinstance(check.asked, RateMet):
        return "" if check.asked.table in terms.rate_tables else f"no table of rates {check.asked.table}"
    if not isinstance(check.asked, JudgementFloor):
        return ""
    scale = terms.scales.get(check.asked.scale)
    if scale is None:
        return f"no scale {check.asked.scale}"
    parameter = version.parameters.get(check.moves.get("floor", ""))
    floors = {check.asked.floor, *(parameter.choices if parameter else ())}
    strange = sorted(floor for floor in floors if scale.place(floor) is None)
    return f"not on the scale: {', '.join(strange)}" if strange else ""
