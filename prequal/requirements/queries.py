"""The catalogue of the data files, read once a process."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from prequal.requirements.domain.assembly import catalogue_of
from prequal.requirements.domain.building import Table
from prequal.requirements.domain.catalogue import Catalogue

DATA = Path(__file__).resolve().parent / "data"


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


def _table(path: Path) -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))
