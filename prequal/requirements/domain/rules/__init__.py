"""Every kind of rule by its name: one pure function and the type of what it asks.

A new kind is a function `(asked, reading) -> Finding` with its dataclass, in the module that it belongs to, one entry
in KINDS, its sentence in data/words.toml and its tests (docs/how-to/add-a-requirement.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from prequal.requirements.domain.reading import Finding, Reading
from prequal.requirements.domain.rules import amounts, codes, dates, matters


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of rule: the type of what it asks, and its function."""

    asks: type[Any]
    judge: Callable[[Any, Reading], Finding]


KINDS: Mapping[str, Kind] = {
    "reviewed_within": Kind(dates.ReviewedWithin, dates.reviewed_within),
    "valid_until": Kind(dates.ValidUntil, dates.valid_until),
    "started_within": Kind(dates.StartedWithin, dates.started_within),
    "until_first_inspection": Kind(dates.UntilFirstInspection, dates.until_first_inspection),
    "begun_before": Kind(dates.BegunBefore, dates.begun_before),
    "cover_at_least": Kind(amounts.CoverAtLeast, amounts.cover_at_least),
    "share_at_least": Kind(amounts.ShareAtLeast, amounts.share_at_least),
    "number_within": Kind(amounts.NumberWithin, amounts.number_within),
    "rate_met": Kind(amounts.RateMet, amounts.rate_met),
    "one_a_month": Kind(amounts.OneAMonth, amounts.one_a_month),
    "code_among": Kind(codes.CodeAmong, codes.code_among),
    "judgement_floor": Kind(codes.JudgementFloor, codes.judgement_floor),
    "what_is_asked": Kind(codes.WhatIsAsked, codes.what_is_asked),
    "well_formed": Kind(codes.WellFormed, codes.well_formed),
    "declared": Kind(matters.Declared, matters.declared),
    "answered": Kind(matters.Answered, matters.answered),
    "no_open_notice": Kind(matters.NoOpenNotice, matters.no_open_notice),
    "no_open_ground": Kind(matters.NoOpenGround, matters.no_open_ground),
}
