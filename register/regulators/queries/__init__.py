"""Reading settings: one function a question."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from register.core.db import db
from register.core.errors import NotFound
from register.core.paging import Page, decode_cursor, encode_cursor
from register.regulators.models import Setting

PAGE = 50


def get_setting(setting_id: str, *, session: Session | None = None) -> Setting:
    """Return a setting by its id. Raises NotFound."""
    found = (session or db.session()).get(Setting, setting_id)
    if found is None:
        raise NotFound("There is no such setting in the register.")
    return found


def find_setting(scheme: str, identifier: str, *, session: Session | None = None) -> Setting | None:
    """Return the setting that a regulator knows by this identifier, or None."""
    return (session or db.session()).scalar(
        select(Setting).where(Setting.scheme == scheme, Setting.identifier == identifier.strip())
    )


def settings_by_id(ids: Iterable[str], *, session: Session | None = None) -> dict[str, Setting]:
    """Return those of the settings that there are, by id."""
    found = (session or db.session()).scalars(select(Setting).where(Setting.id.in_(list(ids))))
    return {one.id: one for one in found}


def search_settings(  # each filter is named by its caller
    *,
    words: str | None = None,
    authority_gss: str | None = None,
    provision: str | None = None,
    open_only: bool = True,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[Setting]:
    """Return one page of settings in the order in which they joined the register.

    `words` is looked for in identifier, owner, authority and shown names; never in a hidden name, which no column of
    this table holds. `after` is a cursor of an earlier page; another text raises RuleBroken.
    """
    query = select(Setting)
    if open_only:
        query = query.where(Setting.open)
    if authority_gss:
        query = query.where(Setting.authority_gss == authority_gss)
    if provision:
        query = query.where(Setting.provision == provision)
    for word in (words or "").split():
        query = query.where(_mentions(word))
    return _page(query, after=after, limit=limit)


def _mentions(word: str) -> ColumnElement[bool]:
    pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    columns = (Setting.identifier, Setting.owner_published, Setting.authority_published, Setting.name_published)
    return or_(*(column.ilike(pattern, escape="\\") for column in columns))


def _page(query: Select[Setting], *, after: str | None, limit: int) -> Page[Setting]:
    if after:
        (last,) = decode_cursor(after, parts=1)
        query = query.where(Setting.id > str(last))
    found: Sequence[Setting] = db.session().scalars(query.order_by(Setting.id).limit(limit + 1)).all()
    more = len(found) > limit
    items = found[:limit]
    return Page(items, encode_cursor(items[-1].id) if more else None)
