"""What the index holds of a vacancy, and nothing else.

A document is a copy that can be thrown away. It places a vacancy at the centroid of its area and speaks of it in
codes and in words that any officer may read; it has no name, address or position of a hidden place.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum

from register.geography.domain.points import Point

_POLE, _DATE_LINE = 90, 180


class Kind(Enum):
    """How a field of a document is stored, filtered and counted."""

    CODE = "one code"
    CODES = "a set of codes"
    NUMBER = "a whole number"
    DAY = "a date"
    INSTANT = "a time to the minute"
    FLAG = "yes or no"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of `Content` that engines store for filters and counts.

    `most` is how many different codes a set may draw on; fields that draw on one list name it as `vocabulary`.
    """

    name: str
    kind: Kind
    most: int = 60
    vocabulary: str = ""

    @property
    def codes_of(self) -> str:
        """The list of codes that it draws on: its own unless it shares one."""
        return self.vocabulary or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything about a vacancy that a search can ask or count.

    `point` is the centroid of the area `area_id`. `available_from` and the two instants are as the register has
    them: from `confirm_by` on the vacancy is stale, from `hidden_at` on it is not found. `siblings_max` is 0 and
    `education` empty where nothing is said. `words` are what others may read: the provider's brand, what the setting
    offers.
    """

    provider_id: str
    setting_id: str
    status: str
    provision: str
    area_id: str
    authority: str
    region: str
    nation: str
    point: Point
    age_min: int
    age_max: int
    gender: str
    purposes: frozenset[str] = frozenset()
    needs_core: frozenset[str] = frozenset()
    needs_specialist: frozenset[str] = frozenset()
    needs_not_offered: frozenset[str] = frozenset()
    places_open: int
    available_from: date
    contract_types: frozenset[str] = frozenset()
    confirm_by: datetime
    hidden_at: datetime
    emergency: bool = False
    siblings_max: int = 0
    solo: bool = False
    education: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    words: str = ""

    def __post_init__(self) -> None:
        # Written so that a NaN is refused too.
        if not (abs(self.point.latitude) <= _POLE and abs(self.point.longitude) <= _DATE_LINE):
            raise ValueError("latitude must be within 90 and longitude within 180 degrees")
        for name in ("confirm_by", "hidden_at"):
            if getattr(self, name).tzinfo is None:
                raise ValueError(f"{name} must say its time zone")


# A new field that is filtered or counted is named here and in `Content`; every engine's layout follows from it.
FIELDS = (
    Field("provider_id", Kind.CODE),
    Field("status", Kind.CODE),
    Field("provision", Kind.CODE),
    Field("authority", Kind.CODE),
    Field("region", Kind.CODE),
    Field("nation", Kind.CODE),
    Field("age_min", Kind.NUMBER),
    Field("age_max", Kind.NUMBER),
    Field("gender", Kind.CODE),
    Field("purposes", Kind.CODES),
    Field("needs_core", Kind.CODES, most=120, vocabulary="needs"),
    Field("needs_specialist", Kind.CODES, most=120, vocabulary="needs"),
    Field("needs_not_offered", Kind.CODES, most=120, vocabulary="needs"),
    Field("places_open", Kind.NUMBER),
    Field("available_from", Kind.DAY),
    Field("contract_types", Kind.CODES),
    Field("confirm_by", Kind.INSTANT),
    Field("hidden_at", Kind.INSTANT),
    Field("emergency", Kind.FLAG),
    Field("siblings_max", Kind.NUMBER),
    Field("solo", Kind.FLAG),
    Field("education", Kind.CODES),
    Field("languages", Kind.CODES),
)


@dataclass(frozen=True, slots=True)
class VacancyDocument:
    """A vacancy as it is to be found; `revision` grows by one whenever `content_hash` changes."""

    vacancy_id: str
    revision: int
    content_hash: str
    content: Content


@dataclass(frozen=True, slots=True)
class Removal:
    """A vacancy that is to be found no more, from this revision on."""

    vacancy_id: str
    revision: int


Change = VacancyDocument | Removal


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """What a document is by name: enough to tell whether two stores hold the same."""

    vacancy_id: str
    revision: int
    content_hash: str


def content_hash(content: Content) -> str:
    """Give 32 hexadecimal digits that differ when any part of the content does, the same in every process."""
    plain = {field.name: _plain(getattr(content, field.name)) for field in fields(content)}
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Point):
        return [value.latitude, value.longitude]
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, date):
        return value.isoformat()
    return value
