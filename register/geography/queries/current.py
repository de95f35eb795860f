"""The gazetteer of the running application."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app

from register.core.errors import Unavailable
from register.geography.queries.gazetteer import Gazetteer, gazetteer
from register.geography.queries.store import StoreError

EXTENSION = "register.geography"


@dataclass(frozen=True, slots=True)
class StorePlace:
    """In which folder the store lives, and how many locations an area holds at least."""

    folder: Path
    minimum: int


def init_geography(app: Flask, *, folder: Path, minimum: int) -> None:
    """Tell the application where its store is; the store itself is opened when it is first needed."""
    app.extensions[EXTENSION] = StorePlace(folder, minimum)


def store_place() -> StorePlace:
    """Return where the running application's store is."""
    place: StorePlace = current_app.extensions[EXTENSION]
    return place


def current_gazetteer() -> Gazetteer:
    """Return the running application's gazetteer; raises Unavailable until the store is built."""
    try:
        return gazetteer(store_place().folder)
    except (FileNotFoundError, StoreError):
        raise Unavailable("Postcodes are not loaded yet. Run: vacancy-register geography build") from None
