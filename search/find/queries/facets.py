"""The filters beside the results, their values by name and with counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from register.descriptions.domain.answers import GENDER_LABELS, Gender
from register.geography.queries import Gazetteer
from search.engine.filters import FILTERS
from search.engine.request import Found
from search.find.domain.asked import OFFERED, Asked
from search.find.domain.labels import PROVISION_LABELS, name_of, name_of_need, name_of_purpose


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter beside the results."""

    code: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter beside the results, its values by name."""

    name: str
    label: str
    options: tuple[Option, ...]

    @property
    def chosen(self) -> bool:
        """Whether anything is chosen in it."""
        return any(option.chosen for option in self.options)


def facets_of(found: Found, asked: Asked, gazetteer: Gazetteer) -> tuple[Facet, ...]:
    """Give the filters that are offered, those without a value left out."""
    labels = {entry.name: entry.label for entry in FILTERS}
    facets = []
    for name in OFFERED:
        chosen = {str(value) for value in asked.chosen.get(name, ())}
        counts = {**dict.fromkeys(chosen, 0), **found.facets[name]}
        named = [Option(code, _NAMES[name](code, gazetteer), count, code in chosen) for code, count in counts.items()]
        options = tuple(sorted(named, key=lambda option: (option.label.casefold(), option.code)))
        if options:
            facets.append(Facet(name, str(labels[name]), options))
    return tuple(facets)


def _name_of_authority(code: str, gazetteer: Gazetteer) -> str:
    authority = gazetteer.authorities.current(code)
    return authority.name if authority else code


# A search for a girl or for a boy counts the vacancies that take one.
_TAKES = {Gender.FEMALE: GENDER_LABELS[Gender.FEMALE], Gender.MALE: GENDER_LABELS[Gender.MALE]}
_NAMES: Mapping[str, Callable[[str, Gazetteer], str]] = {
    "provision": lambda code, _: name_of(PROVISION_LABELS, code),
    "gender": lambda code, _: name_of({str(key): label for key, label in _TAKES.items()}, code),
    "need": lambda code, _: name_of_need(code),
    "purpose": lambda code, _: name_of_purpose(code),
    "authority": _name_of_authority,
}
