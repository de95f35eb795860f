"""Loading one file of a regulator, from its first row to its report, across any number of interruptions."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session, aliased

from register.core.access import SERVICE, Principal
from register.core.db import new_id, own_transaction
from register.core.errors import Conflict, NotFound, Reason, RuleBroken
from register.core.events import record
from register.core.trial import is_trial
from register.regulators.domain import FileState
from register.regulators.domain.timeline import most_gone
from register.regulators.events import HeldFileConfirmed, RegulatorFileApplied, RegulatorFileHeld, RegulatorFileRead
from register.regulators.importers.facts import SCHEMES
from register.regulators.importers.rows import OpenedFile
from register.regulators.models import RegulatorFile, Setting, Statement
from register.regulators.services.applying import Applying
from register.regulators.services.authorities import authority_code
from register.regulators.services.batches import Watch, unwatched
from register.regulators.services.courses import COUNTED
from register.regulators.services.staging import STAGES, Staging
from register.regulators.services.turns import keep_turn, me, take_turn, wait_for_turn

APPLY = "apply"


@dataclass(frozen=True, slots=True)
class Loaded:
    """Which file was loaded; `again` where it had been applied before, so that nothing changed."""

    file_id: str
    again: bool


def load_file(
    opened: OpenedFile,
    *,
    name: str,
    gone_percent: float,
    clock: Callable[[], datetime],
    by: Principal = SERVICE,
    watch: Watch = unwatched,
    invented: bool = False,
) -> Loaded:
    """Read a file into store and apply it; held files are left as they are.

    The same call carries on where an interrupted one stopped. `gone_percent` is the share of settings for each year
    above which a full file is held. `invented` files are for a trial database, all others for any other. Raises
    RuleBroken where they would be mixed, Conflict while another import of the source runs or where the same file was
    loaded as at another date.
    """
    began = time.perf_counter()
    wait_for_turn(opened.head.source, clock=clock)
    with own_transaction() as session:
        _refuse_mixing(session, invented=invented)
        file = _claim(session, opened, name=name, by=by, now=clock())
        file_id, state, stage, done, counts = file.id, file.state, file.stage, file.done, dict(file.counts)
    if state == FileState.APPLIED:
        return Loaded(file_id, again=True)
    try:
        if state == FileState.READING and stage in STAGES:
            Staging(file_id, opened, counts=counts, resolve=authority_code).run(stage, done, clock=clock, watch=watch)
        _apply_unless_held(file_id, gone_percent=gone_percent, clock=clock, by=by, watch=watch)
    finally:
        _leave(file_id, seconds=time.perf_counter() - began)
    return Loaded(file_id, again=False)


def confirm_held_file(session: Session, file_id: str, *, by: Principal, now: datetime) -> None:
    """Decide, as a person, that a held file is right; it is applied afterwards from store.

    Raises NotFound, or RuleBroken where the file is not held.
    """
    file = session.get(RegulatorFile, file_id, with_for_update=True)
    if file is None:
        raise NotFound("There is no such file.")
    if file.state != FileState.HELD:
        raise RuleBroken(Reason("", "not-held", "This file does not wait for anybody."))
    file.state, file.confirmed, file.stage = FileState.APPLYING, True, APPLY
    record(HeldFileConfirmed(subject_id=file_id, gone=file.held_gone or 0), by=by, now=now, session=session)


def apply_stored_file(
    file_id: str, *, clock: Callable[[], datetime], by: Principal = SERVICE, watch: Watch = unwatched
) -> None:
    """Apply a file that a person confirmed. Doing so again changes nothing. Raises as `load_file` does."""
    with own_transaction() as session:
        source = session.scalar(select(RegulatorFile.source).where(RegulatorFile.id == file_id))
    if source is None:
        raise NotFound("There is no such file.")
    wait_for_turn(source, clock=clock)
    with own_transaction() as session:
        file = session.get_one(RegulatorFile, file_id, with_for_update=True)
        if file.state != FileState.APPLYING:
            return
        take_turn(session, file, now=clock())
    began = time.perf_counter()
    try:
        _apply(file_id, clock=clock, by=by, watch=watch)
    finally:
        _leave(file_id, seconds=time.perf_counter() - began)


def _refuse_mixing(session: Session, *, invented: bool) -> None:
    if is_trial(session) != invented:
        text = "This register holds invented data; files of a regulator are not mixed with it."
        raise RuleBroken(Reason("", "trial", text))


def _claim(session: Session, opened: OpenedFile, *, name: str, by: Principal, now: datetime) -> RegulatorFile:
    head = opened.head
    file = session.scalar(
        select(RegulatorFile).where(RegulatorFile.source == head.source, RegulatorFile.sha256 == head.sha256)
    )
    if file is None:
        file = RegulatorFile(
            id=new_id(),
            source=head.source.value,
            scheme=SCHEMES[head.source],
            sha256=head.sha256,
            size=head.size,
            name=PurePath(name).name[:200],
            layout=head.layout[:80],
            as_of=head.as_of,
            as_of_named=head.as_of_named,
            full=head.full,
            sheets=[{"name": one.name, "kind": one.kind.value, "layout": one.layout} for one in head.sheets],
            state=FileState.READING,
            stage=STAGES[0],
            done=0,
            counts={},
            started_at=now,
        )
        session.add(file)
        session.flush()
        event = RegulatorFileRead(
            subject_id=file.id, source=file.source, sha256=file.sha256, as_of=file.as_of.isoformat()
        )
        record(event, by=by, now=now, session=session)
    elif file.as_of != head.as_of:
        raise Conflict(f"This file was loaded before, as at {file.as_of.isoformat()}. A file has one date.")
    if file.state in {FileState.READING, FileState.APPLYING}:
        take_turn(session, file, now=now)
    return file


def _leave(file_id: str, *, seconds: float) -> None:
    with own_transaction() as session:
        session.execute(
            update(RegulatorFile)
            .where(RegulatorFile.id == file_id, RegulatorFile.worker == me())
            .values(worker=None, lease_until=None, seconds=RegulatorFile.seconds + seconds)
        )


def _apply_unless_held(
    file_id: str, *, gone_percent: float, clock: Callable[[], datetime], by: Principal, watch: Watch
) -> None:
    now = clock()
    with own_transaction() as session:
        file = session.get_one(RegulatorFile, file_id)
        if file.state == FileState.HELD:
            return
        if file.state == FileState.READING:
            gone, limit = _would_be_gone(session, file, percent=gone_percent)
            if gone > limit:
                file.state, file.held_gone, file.held_limit = FileState.HELD, gone, limit
                record(RegulatorFileHeld(subject_id=file_id, gone=gone, limit=limit), by=by, now=now, session=session)
                return
            file.state, file.stage = FileState.APPLYING, APPLY
    _apply(file_id, clock=clock, by=by, watch=watch)


def _would_be_gone(session: Session, file: RegulatorFile, *, percent: float) -> tuple[int, int]:
    """Return how many settings of the last full file before this one it lacks, and how many it may lack."""
    if not file.full:
        return 0, 0
    last = session.scalar(
        select(func.max(RegulatorFile.as_of)).where(
            RegulatorFile.scheme == file.scheme,
            RegulatorFile.full,
            RegulatorFile.state.in_(COUNTED),
            RegulatorFile.as_of < file.as_of,
        )
    )
    if last is None:
        return 0, 0
    here = aliased(Statement)
    listed = (
        select(Statement.identifier)
        .join(RegulatorFile, RegulatorFile.id == Statement.file_id)
        .where(
            RegulatorFile.scheme == file.scheme,
            RegulatorFile.full,
            RegulatorFile.state.in_(COUNTED),
            RegulatorFile.as_of == last,
        )
        .distinct()
    )
    before = session.scalar(select(func.count()).select_from(listed.subquery())) or 0
    missing = listed.where(~exists().where(here.identifier == Statement.identifier, here.file_id == file.id))
    gone = session.scalar(select(func.count()).select_from(missing.subquery())) or 0
    return gone, most_gone(before, since=last, until=file.as_of, percent=percent)


def _apply(file_id: str, *, clock: Callable[[], datetime], by: Principal, watch: Watch) -> None:
    with own_transaction() as session:
        file = session.get_one(RegulatorFile, file_id)
        session.expunge(file)
    applying = Applying(file, resolve=authority_code, clock=clock)
    applying.run(watch=watch)
    now = clock()
    counts = applying.counts
    with own_transaction() as session:
        _query_awaited(session, file)
        values: dict[str, object] = {"state": FileState.APPLIED, "stage": "done", "applied_at": now}
        keep_turn(session, file_id, now=now, values=values)
        numbers = {name: counts.get(name, 0) for name in ("new", "changed", "restored", "rejected", "gone")}
        record(
            RegulatorFileApplied(subject_id=file_id, rows=rows_of(counts), **numbers), by=by, now=now, session=session
        )


def rows_of(counts: dict[str, int]) -> int:
    """Return how many rows a report counts: each ended in one state."""
    states = ("new", "changed", "unchanged", "restored", "rejected", "repeated")
    return sum(counts.get(name, 0) for name in states)


def _query_awaited(session: Session, file: RegulatorFile) -> None:
    """Query the settings that were entered from a certificate and that a full file of a later date lacks."""
    if not file.full:
        return
    session.execute(
        update(Setting)
        .where(
            Setting.scheme == file.scheme,
            Setting.awaiting_file,
            Setting.certificate_on <= file.as_of,
            (Setting.queried_on.is_(None)) | (Setting.queried_on > file.as_of),
        )
        .values(queried_on=file.as_of)
    )
