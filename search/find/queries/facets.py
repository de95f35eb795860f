"""The filters beside the results, their values by name and with counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import get_locale, gettext

from register.descriptions.domain.answers import EDUCATION_LABELS, LANGUAGES
from register.geography.queries import Gazetteer
from register.vacancies.domain.contracts import CONTRACT_LABELS
from search.engine.filters import BY_NAME
from search.engine.request import Found
from search.find.domain.asked import OFFERED, Asked
from search.find.domain.labels import PROVISION_LABELS, TAKES_LABELS, name_of, name_of_need, name_of_purpose


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
    facets = []
    for name in OFFERED:
        chosen = {str(value) for value in asked.chosen.get(name, ())}
        counts = {**dict.fromkeys(chosen, 0), **found.facets[name]}
        named = [Option(code, name_in(name, code, gazetteer), count, code in chosen) for code, count in counts.items()]
        options = tuple(sorted(named, key=lambda option: (option.label.casefold(), option.code)))
        if options:
            facets.append(Facet(name, str(BY_NAME[name].label), options))
    return tuple(facets)


def name_in(name: str, code: str, gazetteer: Gazetteer) -> str:
    """Give what a value of a filter is called."""
    if name == "authority":
        authority = gazetteer.authorities.current(code)
        return authority.name if authority else code
    return _called(name, code, str(get_locale()))


# A page has a hundred values; looking each up in the translations took longer than counting them.
@lru_cache(maxsize=5_000)
def _called(name: str, code: str, _locale: str) -> str:
    return _NAMES[name](code)


_EDUCATION = {str(code): label for code, label in EDUCATION_LABELS.items()}
_CONTRACTS = {str(code): label for code, label in CONTRACT_LABELS.items()}
_NAMES: Mapping[str, Callable[[str], str]] = {
    "provision": lambda code: name_of(PROVISION_LABELS, code),
    "gender": lambda code: name_of(TAKES_LABELS, code),
    "need": name_of_need,
    "purpose": name_of_purpose,
    "education": lambda code: name_of(_EDUCATION, code),
    "language": lambda code: name_of(LANGUAGES, code),
    "contract": lambda code: name_of(_CONTRACTS, code),
    "emergency": lambda _: str(gettext("Takes emergencies")),
    "solo": lambda _: str(gettext("Can be the only child there")),
}
