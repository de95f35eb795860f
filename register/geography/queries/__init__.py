"""Reading geography: `authorities()` needs nothing, `current_gazetteer()` the store that `geography build` makes."""

from __future__ import annotations

from register.geography.queries.authorities import Authorities, authorities
from register.geography.queries.current import current_gazetteer
from register.geography.queries.gazetteer import AreaAnswer, Gazetteer, gazetteer

__all__ = ["AreaAnswer", "Authorities", "Gazetteer", "authorities", "current_gazetteer", "gazetteer"]
