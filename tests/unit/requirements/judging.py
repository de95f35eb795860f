"""A judge over the national catalogue, as the tests of this folder use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from prequal.requirements.domain.catalogue import Catalogue
from prequal.requirements.domain.evaluation import Asked, Judge, Result, ask
from prequal.requirements.domain.evidence import Case, Rate
from prequal.requirements.queries import national_catalogue
from tests.unit.requirements.cases import AS_AT, Row, case_of

CATALOGUE = national_catalogue()
DEFAULTS = {requirement.key: ask(requirement) for requirement in CATALOGUE}


def a_judge(moved: Mapping[str, Mapping[str, Any]] | None = None, rates: tuple[Rate, ...] = ()) -> Judge:
    asked: dict[str, Asked] = dict(DEFAULTS)
    for key, values in (moved or {}).items():
        asked[key] = ask(CATALOGUE.requirements[key], moved=values)
    return Judge(with_rates(rates), asked.values())


def with_rates(rates: tuple[Rate, ...]) -> Catalogue:
    return replace(CATALOGUE, terms=replace(CATALOGUE.terms, rates=(*CATALOGUE.terms.rates, *rates)))


def judge_row(key: str, row: Row, changes: Mapping[str, Any] | None = None, *, as_at: date = AS_AT) -> Result:
    return a_judge({key: row.moved}, row.rates).evaluate(key, case_of(row, changes), as_at)


def judge(key: str, case: Case, *, as_at: date = AS_AT) -> Result:
    return a_judge().evaluate(key, case, as_at)
