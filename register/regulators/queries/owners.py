"""Owners as the files name them: their settings together, however each is spelt."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from register.core.db import db
from register.core.paging import Page, decode_cursor, encode_cursor
from register.regulators.domain.owners import owner_key, spellings_in_order
from register.regulators.models import Setting

GROUPS = 10


@dataclass(frozen=True, slots=True)
class Owner:
    """One owner: the key that all spellings share, the spellings, the commonest first, and its open settings."""

    key: str
    spellings: tuple[str, ...]
    settings: tuple[Setting, ...]

    @property
    def name(self) -> str:
        """The spelling that most settings have."""
        return self.spellings[0]


def owners_named(words: str, *, after: str | None = None, limit: int = GROUPS) -> Page[Owner]:
    """Return one page of owners whose name holds all of the words, in whatever spelling, those of that name first.

    Of hidden homes whose owner would lead to them nothing is found: the register holds no owner of theirs. `after` is
    a cursor of an earlier page; another text raises RuleBroken.
    """
    wanted = owner_key(words)
    if wanted is None:
        return Page((), None)
    another = Setting.owner_key != wanted
    query = select(Setting.owner_key).where(Setting.open, _holds(wanted))
    if after:
        (last,) = decode_cursor(after, parts=1)
        query = query.where(another)
        if last != wanted:
            query = query.where(Setting.owner_key > str(last))
    query = query.group_by(Setting.owner_key).order_by(case((another, 1), else_=0), Setting.owner_key)
    keys = [str(key) for key in db.session.scalars(query.limit(limit + 1))]
    found = owners_of(keys[:limit])
    cursor = encode_cursor(keys[limit - 1]) if len(keys) > limit else None
    return Page([found[key] for key in keys[:limit]], cursor)


def owners_of(keys: Iterable[str]) -> dict[str, Owner]:
    """Return the owners with these keys and all of their open settings, by key; one query for many."""
    settings: dict[str, list[Setting]] = defaultdict(list)
    rows = db.session.scalars(
        select(Setting)
        .where(Setting.owner_key.in_(list(keys)), Setting.open)
        .order_by(Setting.owner_key, Setting.provision, Setting.authority_published, Setting.identifier, Setting.id)
    )
    for one in rows:
        settings[str(one.owner_key)].append(one)
    return {key: _owner(key, found) for key, found in settings.items()}


def settings_numbered(identifiers: Sequence[str]) -> Sequence[Setting]:
    """Return the open settings that a regulator knows by any of these identifiers, as regulators write them."""
    return db.session.scalars(
        select(Setting)
        .where(Setting.identifier.in_(list(identifiers)), Setting.open)
        .order_by(Setting.owner_key, Setting.provision, Setting.authority_published, Setting.identifier, Setting.id)
    ).all()


def count_of_owners(keys: Iterable[str]) -> dict[str, int]:
    """Return how many open settings each of these owners has."""
    rows = db.session.execute(
        select(Setting.owner_key, func.count())
        .where(Setting.owner_key.in_(list(keys)), Setting.open)
        .group_by(Setting.owner_key)
    )
    return {str(key): number for key, number in rows}


def _holds(wanted: str) -> ColumnElement[bool]:
    """Every word somewhere in the key, or all of them in a row where the file has no spaces between them."""
    words = [Setting.owner_key.contains(word, autoescape=True) for word in wanted.split()]
    together = func.replace(Setting.owner_key, " ", "").contains(wanted.replace(" ", ""), autoescape=True)
    return or_(and_(*words), together)


def _owner(key: str, settings: Sequence[Setting]) -> Owner:
    counted = ((one.owner_published or "", 1) for one in settings)
    return Owner(key, spellings_in_order(counted), tuple(settings))
