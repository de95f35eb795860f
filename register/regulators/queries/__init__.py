"""Reading settings: one function a question."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, case, func, or_, select, tuple_
from sqlalchemy.orm import Session

from register.core.db import db
from register.core.errors import NotFound, Reason, RuleBroken
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
    """Return one page of settings by owner and number, those without a published owner last.

    `words` is looked for in identifier, owner, authority and shown names; never in a hidden name, which no column of
    this table holds. `after` is a cursor of an earlier page; another text raises RuleBroken.
    """
    query = _wanted(words=words, authority_gss=authority_gss, provision=provision, open_only=open_only)
    return _page(query, after=after, limit=limit)


def count_settings(
    *,
    words: str | None = None,
    authority_gss: str | None = None,
    provision: str | None = None,
    open_only: bool = True,
) -> int:
    """Count all settings that `search_settings` would list over its pages."""
    query = _wanted(words=words, authority_gss=authority_gss, provision=provision, open_only=open_only)
    return db.session().scalar(select(func.count()).select_from(query.subquery())) or 0


def _wanted(*, words: str | None, authority_gss: str | None, provision: str | None, open_only: bool) -> Select[Setting]:
    query = select(Setting)
    if open_only:
        query = query.where(Setting.open)
    if authority_gss:
        query = query.where(Setting.authority_gss == authority_gss)
    if provision:
        query = query.where(Setting.provision == provision)
    for word in (words or "").split():
        query = query.where(_mentions(word))
    return query


def _mentions(word: str) -> ColumnElement[bool]:
    pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    columns = (Setting.identifier, Setting.owner_published, Setting.authority_published, Setting.name_published)
    return or_(*(column.ilike(pattern, escape="\\") for column in columns))


def _page(query: Select[Setting], *, after: str | None, limit: int) -> Page[Setting]:
    unowned = case((Setting.owner_published.is_(None), 1), else_=0)
    order = (unowned, func.lower(func.coalesce(Setting.owner_published, "")), Setting.identifier, Setting.id)
    if after:
        (last,) = decode_cursor(after, parts=1)
        # The cursor holds an id alone: the database itself says where that setting stands in its own order.
        stands = db.session().execute(select(*order).where(Setting.id == str(last))).one_or_none()
        if stands is None:
            raise RuleBroken(Reason("after", "cursor", _("This page is no longer there. Search again.")))
        query = query.where(tuple_(*order) > tuple_(*stands))
    found: Sequence[Setting] = db.session().scalars(query.order_by(*order).limit(limit + 1)).all()
    more = len(found) > limit
    items = found[:limit]
    return Page(items, encode_cursor(items[-1].id) if more else None)
