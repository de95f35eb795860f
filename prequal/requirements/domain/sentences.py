"""A requirement's rule, parameters and validity as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from prequal.requirements.domain.building import named_reads
from prequal.requirements.domain.catalogue import Beyond, Parameter, Validity, Version
from prequal.requirements.domain.evidence import FieldType, Vocabulary
from prequal.requirements.domain.reading import Terms
from prequal.requirements.domain.rules.codes import UNPUBLISHED
from prequal.requirements.domain.states import State
from prequal.requirements.domain.tree import Check, Condition, Rule
from prequal.requirements.domain.wording import Wording, listed, money, plain

AND = " and "


@dataclass(frozen=True, slots=True)
class Sentence:
    """A line of a rule; with members it introduces them."""

    text: str
    members: tuple[Sentence, ...] = ()


class Sentences:
    """Says what a version asks, in the words of one language."""

    def __init__(self, wording: Wording, vocabulary: Vocabulary, terms: Terms) -> None:
        """Take the words, and what rules refer to."""
        self._words = wording
        self._vocabulary = vocabulary
        self._terms = terms

    def rule(self, version: Version, moved: Mapping[str, Any] | None = None) -> Sentence:
        """Say the rule of a version, with its national values or those of a framework."""
        return self._rule(version.rule.with_parameters({**version.defaults, **(moved or {})}))

    def conditions(self, version: Version) -> list[str]:
        """Say on which conditions the version applies."""
        return [self._condition(one) for one in version.conditions]

    def parameter(self, parameter: Parameter) -> tuple[str, str, str]:
        """Return what a parameter is, its national value, and how far it may be moved."""
        return (
            self._words.of("parameters", parameter.name),
            self.value(parameter, parameter.default),
            self._bounds(parameter),
        )

    def value(self, parameter: Parameter, value: object) -> str:
        """Write a parameter's value in its unit."""
        if value is None:
            return self._words.of("units", "unset")
        written = money(int(str(value))) if parameter.unit == "pence" else plain(value)
        return self._words.say("units", parameter.unit, value=written)

    def validity(self, version: Version) -> list[str]:
        """Say how long an answer stands."""
        return [self._validity(one, version) for one in version.validity]

    def _validity(self, one: Validity, version: Version) -> str:
        argument = one.argument
        if one.manner == "months":
            parameter = version.parameters[argument]
            argument = self.value(parameter, parameter.default)
        elif argument:
            argument = self._words.of("validity_arguments", argument)
        return self._words.say("validity", one.manner, argument=argument)

    def _bounds(self, parameter: Parameter) -> str:
        if parameter.default is None:
            return self._words.of("move", "set_with_reason" if parameter.above is Beyond.REASON else "set")
        if not parameter.moves:
            return self._words.of("move", "fixed")
        least, most = self.value(parameter, parameter.least), self.value(parameter, parameter.most)
        if parameter.choices:
            parts = [self._words.say("move", "choices", choices=listed(parameter.choices))]
        else:
            parts = [self._words.say("move", "between", least=least, most=most)]
        if parameter.lots_only:
            parts.append(self._words.of("move", "lots_only"))
        if parameter.below is Beyond.REASON:
            parts.append(self._words.say("move", "below", least=least))
        if parameter.above is Beyond.REASON:
            parts.append(self._words.say("move", "above", most=most))
        return "; ".join(parts)

    def _rule(self, rule: Rule) -> Sentence:
        if isinstance(rule, Check):
            return Sentence(self._check(rule))
        words = self._words.of("rule", "any" if rule.any_will_do else "every")
        return Sentence(words, tuple(self._rule(member) for member in rule.members))

    def _check(self, check: Check) -> str:
        asked = check.asked
        text = self._said(check)
        notes = [self._words.say("rule", "condition", words=self._condition(one)) for one in check.conditions]
        where = [self._words.provision(one) for one in sorted(check.provisions)]
        where += [self._words.of("nations", one) for one in sorted(check.nations)]
        if where:
            notes.append(self._words.say("rule", "who", words=listed(where, AND)))
        if getattr(asked, "absent", "") == UNPUBLISHED:
            notes.append(self._words.of("rule", "absent"))
        if getattr(asked, "gives", None) is State.PASS_PROVISIONAL:
            notes.append(self._words.of("rule", State.PASS_PROVISIONAL))
        if getattr(asked, "fails", ()):
            notes.append(self._words.say("rule", "fails", codes=listed([plain(one) for one in asked.fails])))
        if State.REVIEW in _instead(asked):
            notes.append(self._words.of("rule", State.REVIEW))
        return self._words.say("rule", "lists", words=text, notes="; ".join(notes)) if notes else text

    def _said(self, check: Check) -> str:
        """Fill the kind's template: fields by their labels, amounts and numbers as people write them."""
        asked, values = check.asked, {"item": self._words.item(check.asked.of)}
        read = {name: tuple(one for _, one, _ in found) for name, found in named_reads(asked).items()}
        in_pence = any(
            self._vocabulary[asked.of].fields.get(one) is FieldType.PENCE for of in read.values() for one in of
        )
        for one in fields(asked):
            value = getattr(asked, one.name)
            if one.name in read:
                values[one.name] = listed([self._words.field(asked.of, name) for name in read[one.name]], AND)
            elif one.name == "table":
                values[one.name] = self._words.own(self._terms.rate_tables[value])
            elif in_pence and isinstance(value, int | Decimal):
                values[one.name] = money(int(value))
            elif value is not None:
                values[one.name] = plain(value)
        values["age"] = self._age(getattr(asked, "months", 0), getattr(asked, "days", 0))
        variant = getattr(asked, "variant", "")
        return self._words.say("kinds", f"{check.kind}.{variant}" if variant else check.kind, **values)

    def _age(self, months: int, days: int) -> str:
        if months and days:
            return self._words.say("units", "months_and_days", months=months, days=days)
        return self._words.say("units", "months" if months else "days", value=months or days)

    def _condition(self, one: Condition) -> str:
        if one.state_of:
            states = listed([self._words.of("states", state.value) for state in one.states])
            return self._words.say("conditions", "state_of", requirement=one.state_of, value=states)
        field = self._words.field(one.of, one.field)
        if isinstance(one.equal, bool):
            return self._words.say("conditions", "true" if one.equal else "false", field=field)
        in_pence = self._vocabulary[one.of].fields[one.field] is FieldType.PENCE
        for name in ("at_least", "above", "below"):
            bound: Decimal | None = getattr(one, name)
            if bound is not None:
                return self._words.say(
                    "conditions", name, field=field, value=money(int(bound)) if in_pence else plain(bound)
                )
        return self._words.say("conditions", "among", field=field, value=plain(one.among or one.equal))


def _instead(asked: object) -> set[object]:
    return {getattr(asked, name, None) for name in ("otherwise", "below", "then", "holds")}
