"""The catalogue of the data files, read once a process."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from prequal.requirements.domain.assembly import catalogue_of
from prequal.requirements.domain.building import Table
from prequal.requirements.domain.catalogue import Catalogue, Requirement
from prequal.requirements.domain.sentences import Sentences
from prequal.requirements.domain.sets import NationalSet, SetStatus, sets_of
from prequal.requirements.domain.wording import Wording
from register.core.errors import NotFound
from register.regulators.domain.labels import provision_label

DATA = Path(__file__).resolve().parent.parent / "data"


def read_catalogue(folder: Path) -> Catalogue:
    """Read a folder of data files. Raises Mistakes with every mistake in them."""
    return catalogue_of(
        evidence=_table(folder / "evidence.toml"),
        terms=_table(folder / "terms.toml"),
        rates=_table(folder / "rates.toml"),
        held=_table(folder / "do_not_ask.toml"),
        themes=[_table(path) for path in sorted((folder / "requirements").glob("*.toml"))],
    )


@cache
def national_catalogue() -> Catalogue:
    """Return the catalogue that this service publishes."""
    return read_catalogue(DATA)


@cache
def national_sets() -> tuple[NationalSet, ...]:
    """Return every national set, the newest first."""
    return sets_of(_table(DATA / "sets.toml"), national_catalogue())


def live_set() -> NationalSet:
    """Return the set that frameworks take today."""
    return next(one for one in national_sets() if one.status is SetStatus.LIVE)


def get_set(number: str) -> NationalSet:
    """Return a set by its number. Raises NotFound."""
    for one in national_sets():
        if str(one.number) == number:
            return one
    raise NotFound("There is no national set with this number.")


def get_requirement(key: str) -> Requirement:
    """Return a requirement by its key. Raises NotFound."""
    found = national_catalogue().requirements.get(key.upper())
    if found is None:
        raise NotFound("There is no requirement with this key.")
    return found


@cache
def _words() -> Table:
    return _table(DATA / "words.toml")


def wording(language: str = "en") -> Wording:
    """Return the words of a language."""
    vocabulary = national_catalogue().vocabulary
    return Wording(_words(), vocabulary, language=language, provision=lambda code: provision_label(code, code))


def sentences(language: str = "en") -> Sentences:
    """Return what says rules in a language."""
    catalogue = national_catalogue()
    return Sentences(wording(language), catalogue.vocabulary, catalogue.terms)


def _table(path: Path) -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))
