"""Reading everything that the files say of some settings, as the timeline takes it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from register.regulators.domain import FileState
from register.regulators.domain.timeline import Course, Ending, Stated, course_of
from register.regulators.models import FactSet, Movement, RegulatorFile, Setting, Statement

COUNTED = (FileState.APPLYING, FileState.APPLIED)


def courses_of(
    session: Session, scheme: str, identifiers: Sequence[str], *, full_dates: Sequence[date]
) -> dict[str, Course]:
    """Return how each of these settings stands by all files that count; none for those that no file states."""
    counted = (RegulatorFile.scheme == scheme, RegulatorFile.state.in_(COUNTED))
    endings, leavers = endings_of(session, Movement.identifier.in_(identifiers), *counted)
    stated: dict[str, list[Stated]] = defaultdict(list)
    for row in session.execute(
        select(
            Statement.identifier,
            Statement.partial,
            Statement.provision,
            Statement.code,
            Statement.fact_hash,
            RegulatorFile.as_of,
            RegulatorFile.sha256,
        )
        .join(RegulatorFile, RegulatorFile.id == Statement.file_id)
        .where(Statement.identifier.in_(identifiers), *counted)
    ):
        listed = not (row.partial and (row.identifier, row.sha256) in leavers)
        stated[row.identifier].append(
            Stated(row.as_of, row.sha256, row.partial, listed, row.provision, row.code, row.fact_hash)
        )
    return {key: course_of(rows, endings[key], full_dates) for key, rows in stated.items()}


def endings_of(
    session: Session, *concerned: ColumnElement[bool]
) -> tuple[Mapping[str, list[Ending]], set[tuple[str, str]]]:
    """Return the ends that files state, by identifier, and which identifier leaves in which file (by digest)."""
    endings: dict[str, list[Ending]] = defaultdict(list)
    leavers: set[tuple[str, str]] = set()
    for identifier, ended_on, status, sha256 in session.execute(
        select(Movement.identifier, Movement.ended_on, Movement.status_after, RegulatorFile.sha256)
        .join(RegulatorFile, RegulatorFile.id == Movement.file_id)
        .where(Movement.ended_on.is_not(None), *concerned)
    ):
        if ended_on is not None:
            endings[identifier].append(Ending(ended_on, status))
            leavers.add((identifier, sha256))
    return endings, leavers


def is_first(session: Session, file: RegulatorFile) -> bool:
    """Return whether the register has nothing of this file's scheme yet, so that nothing else has to be looked at."""
    others = select(RegulatorFile.id).where(
        RegulatorFile.scheme == file.scheme, RegulatorFile.id != file.id, RegulatorFile.state.in_(COUNTED)
    )
    settings = select(Setting.id).where(Setting.scheme == file.scheme)
    return session.scalar(others.limit(1)) is None and session.scalar(settings.limit(1)) is None


def full_dates(session: Session, scheme: str) -> list[date]:
    """Return the dates of all full files of a scheme that are applied or being applied, ascending."""
    found = session.scalars(
        select(RegulatorFile.as_of)
        .where(RegulatorFile.scheme == scheme, RegulatorFile.full, RegulatorFile.state.in_(COUNTED))
        .distinct()
        .order_by(RegulatorFile.as_of)
    )
    return list(found)


def fact_sets(session: Session, hashes: Iterable[str]) -> dict[str, str]:
    """Return the fact sets with these keys, as JSON text by key."""
    wanted = sorted(hashes)
    if not wanted:
        return {}
    return {
        row.hash: row.facts
        for row in session.execute(select(FactSet.hash, FactSet.facts).where(FactSet.hash.in_(wanted)))
    }
