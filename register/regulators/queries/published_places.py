"""Where a setting is whose address its regulator publishes: told by the file, so that nobody is asked."""

from collections.abc import Iterable

import orjson
from sqlalchemy import select

from register.core.db import db
from register.core.errors import Unavailable
from register.geography.queries import current_gazetteer
from register.regulators.models import FactSet, Setting


def published_areas(settings: Iterable[Setting]) -> dict[str, str]:
    """Return the id of the area in which each setting lies, by setting id; only of those with a published postcode.

    A hidden setting has none, whatever a file says of it, and neither has any while postcodes are not loaded.
    """
    public = {one.facts_hash: one for one in settings if not one.hidden and one.facts_hash and one.authority_gss}
    if not public:
        return {}
    try:
        gazetteer = current_gazetteer()
    except Unavailable:
        return {}
    found = {}
    for key, text in db.session.execute(select(FactSet.hash, FactSet.facts).where(FactSet.hash.in_(public))):
        setting = public[key]
        postcode = orjson.loads(text).get("postcode")
        area = gazetteer.area_of(postcode, authority=setting.authority_gss or "").area if postcode else None
        if area is not None and not area.whole_authority:
            found[setting.id] = area.id
    return found
