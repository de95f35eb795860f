"""Keeping the index in step with the register: bring up to date, compare, mend, make anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from register.core.db import db, transaction
from search.engine import queries
from search.engine.documents import Change, Entry, Removal, VacancyDocument, content_hash
from search.engine.models import NOT_TO_BE_FOUND, SearchDocument
from search.engine.ports import IndexMissing, RebuildSession, VacancyIndex

# Each batch is stamped in one transaction, which on SQLite keeps all other writers waiting: well under 200 ms.
STAMPED_AT_ONCE = 50
Progress = Callable[[Sequence[Sequence[str]]], Iterable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Differences:
    """How the index differs from the register: vacancy ids, and how many documents each side has."""

    register: int
    index: int
    missing: tuple[str, ...]
    outdated: tuple[str, ...]
    extra: tuple[str, ...]
    # The revision that the index has of each vacancy that differs.
    revisions: Mapping[str, int]

    @property
    def same(self) -> bool:
        """Whether there is none."""
        return not (self.missing or self.outdated or self.extra)


def bring_up_to_date(vacancy_ids: Iterable[str], *, index: VacancyIndex, now: datetime) -> None:
    """Write these vacancies to the index as the register has them now. Raises IndexUnavailable, IndexMissing."""
    for batch in _batches(sorted(set(vacancy_ids))):
        index.put(stamp(batch, now=now))


def stamp(vacancy_ids: Sequence[str], *, now: datetime, above: Mapping[str, int] | None = None) -> list[Change]:
    """Re-read vacancies and give each its revision, in one transaction that others' stamping waits for.

    `above` holds revisions that the index has already, which a document must exceed where it differs from what was
    last told: a register restored from a copy may have forgotten some.
    """
    above = above or {}
    changes: list[Change] = []
    with transaction() as session:
        rows = _locked(session, vacancy_ids, now=now)
        contents = queries.read_contents(vacancy_ids)
        for vacancy_id in vacancy_ids:
            row, content = rows[vacancy_id], contents.get(vacancy_id)
            digest = content_hash(content) if content is not None else NOT_TO_BE_FOUND
            if row.content_hash != digest or row.revision == 0 or vacancy_id in above:
                row.revision = max(row.revision, above.get(vacancy_id, 0)) + 1
                row.content_hash = digest
                row.changed_at = now
            if content is None:
                changes.append(Removal(vacancy_id, row.revision))
            else:
                changes.append(VacancyDocument(vacancy_id, row.revision, digest, content))
    return changes


def compare(index: VacancyIndex) -> Differences:
    """Compare the register as it is now with the index; an index that is missing holds nothing."""
    db.session.rollback()  # what was read before may be older than what others have committed since
    register = in_index = 0
    missing: list[str] = []
    outdated: list[str] = []
    extra: list[str] = []
    revisions: dict[str, int] = {}
    for wanted, found in _side_by_side(queries.register_entries(), _held(index)):
        register += wanted is not None
        in_index += found is not None
        if wanted == found:
            continue
        if found is not None:
            revisions[found.vacancy_id] = found.revision
        if wanted is None and found is not None:
            extra.append(found.vacancy_id)
        elif wanted is not None:
            (missing if found is None else outdated).append(wanted.vacancy_id)
    return Differences(register, in_index, tuple(missing), tuple(outdated), tuple(extra), revisions)


def repair(index: VacancyIndex, *, now: datetime) -> Differences:
    """Write to the index whatever differs, and return what did. Raises IndexMissing: that takes a rebuild."""
    found = compare(index)
    tombstones = {vacancy_id: found.revisions.get(vacancy_id, 0) for vacancy_id in _names(found)}
    for batch in _batches(sorted(tombstones)):
        index.put(stamp(batch, now=now, above={vacancy_id: tombstones[vacancy_id] for vacancy_id in batch}))
    return found


def rebuild(
    index: VacancyIndex, *, now: datetime, only_if_missing: bool = False, progress: Progress = iter
) -> int | None:
    """Make a new index beside from the database, take it into use, and return how many documents it has.

    With `only_if_missing` an index that another process has made meanwhile is left alone and None returned.
    """
    with index.rebuild() as session:
        if only_if_missing and _is_there(index):
            return None
        db.session.rollback()  # what was read before may be older than what others have committed since
        for batch in progress(list(_batches(queries.known_ids()))):
            session.put(stamp(batch, now=now))
        session.swap(lambda: _late(session, now=now))
    return sum(1 for _ in index.entries())


def _late(session: RebuildSession, *, now: datetime) -> Iterator[Change]:
    """Give what was told to the old index since its vacancy was copied; nothing more can be told to it now."""
    db.session.rollback()  # an empty register leaves the moment of the first reading open
    held = {entry.vacancy_id: entry.revision for entry in session.entries()}
    late = [
        vacancy_id
        for vacancy_id, revision, to_be_found in queries.told_revisions()
        if (held.get(vacancy_id) != revision if to_be_found else vacancy_id in held)
    ]
    for batch in _batches(late):
        yield from stamp(batch, now=now)


def _held(index: VacancyIndex) -> Iterator[Entry]:
    try:
        yield from index.entries()
    except IndexMissing:
        return


def _is_there(index: VacancyIndex) -> bool:
    try:
        next(iter(index.entries()), None)
    except IndexMissing:
        return False
    return True


def _locked(session: Session, vacancy_ids: Sequence[str], *, now: datetime) -> dict[str, SearchDocument]:
    """Return the rows of these vacancies, made where there are none, locked until the transaction ends."""
    insert = insert_sqlite if session.get_bind().dialect.name == "sqlite" else insert_postgresql
    blank = {"revision": 0, "content_hash": NOT_TO_BE_FOUND, "changed_at": now}
    if vacancy_ids:
        session.execute(
            insert(SearchDocument).on_conflict_do_nothing(), [{"vacancy_id": one} | blank for one in vacancy_ids]
        )
    rows = session.scalars(
        select(SearchDocument)
        .where(SearchDocument.vacancy_id.in_(vacancy_ids))
        .order_by(SearchDocument.vacancy_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.vacancy_id: row for row in rows}


def _side_by_side(ours: Iterator[Entry], theirs: Iterator[Entry]) -> Iterator[tuple[Entry | None, Entry | None]]:
    """Pair the entries of two lists, both by id, of one vacancy."""
    mine, other = next(ours, None), next(theirs, None)
    while mine is not None or other is not None:
        if other is None or (mine is not None and mine.vacancy_id < other.vacancy_id):
            yield mine, None
            mine = next(ours, None)
        elif mine is None or other.vacancy_id < mine.vacancy_id:
            yield None, other
            other = next(theirs, None)
        else:
            yield mine, other
            mine, other = next(ours, None), next(theirs, None)


def _names(found: Differences) -> Iterator[str]:
    yield from found.missing
    yield from found.outdated
    yield from found.extra


def _batches(vacancy_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(vacancy_ids), STAMPED_AT_ONCE):
        yield vacancy_ids[start : start + STAMPED_AT_ONCE]
