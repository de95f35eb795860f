"""From an authority as a regulator spells it to its code: the regulator's authority, never one guessed from a place."""

from functools import lru_cache

from register.geography.queries.authorities import authorities


@lru_cache(maxsize=4096)
def authority_code(published: str | None) -> str | None:
    """Return the GSS code of today's authority that a published name means, None when nobody is spelt so.

    An abolished authority with one successor is that one; with several it keeps its own code, from which geography
    knows the successors.
    """
    if not published:
        return None
    known = authorities()
    found = known.by_name(published)
    if found is None:
        return None
    today = known.current(found.gss)
    return (today or found).gss
