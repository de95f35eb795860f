"""Reading geography: `authorities()` needs nothing, `gazetteer(folder)` the store that `geography build` makes."""

from __future__ import annotations

from register.geography.queries.authorities import Authorities, authorities
from register.geography.queries.gazetteer import AreaAnswer, Gazetteer, gazetteer

__all__ = ["AreaAnswer", "Authorities", "Gazetteer", "authorities", "gazetteer"]
