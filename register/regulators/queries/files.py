"""Reading what became of regulator files: the report of one, the list of all, when the next is due."""

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from register.core.db import db
from register.core.errors import NotFound
from register.regulators.domain import FileState, RowState
from register.regulators.models import RegulatorFile, Rejection, Setting, Statement

PAGE = 100
TYPE_COUNTS = ("settings", "places", "premises")
SAME_SETTING = (Setting.scheme == RegulatorFile.scheme) & (Setting.identifier == Statement.identifier)


def get_file(file_id: str) -> RegulatorFile:
    """Return a file by its id, as it is now. Raises NotFound."""
    found = db.session().get(RegulatorFile, file_id, populate_existing=True)
    if found is None:
        raise NotFound("There is no such file.")
    return found


def find_file_like(path: Path, source: str) -> RegulatorFile | None:
    """Return what the register has of a file with the same bytes, without opening it as a workbook."""
    if not path.is_file():
        return None
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    return db.session().scalar(
        select(RegulatorFile)
        .where(RegulatorFile.source == source, RegulatorFile.sha256 == sha256)
        .execution_options(populate_existing=True)
    )


def list_files() -> Sequence[RegulatorFile]:
    """Return all files, those loaded last first."""
    query = select(RegulatorFile).order_by(RegulatorFile.started_at.desc(), RegulatorFile.id.desc())
    return db.session().scalars(query).all()


def report_of(file: RegulatorFile, *, again: bool = False, seconds: float | None = None) -> dict[str, Any]:
    """Return a file's report. `new` to `rejected` add up to `rows`; `again` says that it was applied before.

    Of a held file no row has a state yet: `rows` is the length of what was read.
    """
    counts = file.counts
    states = {state.value: int(counts.get(state, 0)) for state in RowState}
    states["unchanged"] += int(counts.get("repeated", 0))
    rows = sum(states.values())
    if file.state == FileState.HELD:
        waiting = select(func.count()).where(Statement.file_id == file.id)
        rows += db.session().scalar(waiting) or 0
    gone = int(counts.get("gone", 0))
    if again:
        states = dict.fromkeys(states, 0) | {
            "unchanged": rows - states["rejected"],
            "rejected": states["rejected"],
        }
        gone = 0
    return {
        "source": file.source,
        "layout": file.layout,
        "sha256": file.sha256,
        "as_of": file.as_of.isoformat(),
        "rows": rows,
        **states,
        "gone": gone,
        "held": file.state == FileState.HELD,
        "seconds": round(file.seconds if seconds is None else seconds, 3),
        **{kind: dict(sorted(counts.get(kind, {}).items())) for kind in TYPE_COUNTS},
        "inspections": int(counts.get("inspections", 0)),
        "leavers": int(counts.get("leavers", 0)),
        "joiners": int(counts.get("joiners", 0)),
        "rejected_beside": int(counts.get("rejected_beside", 0)),
        "full": file.full,
        "again": again,
        "file": file.id,
        "state": file.state,
    }


def rejections_of(file_id: str, *, after: int = 0, limit: int | None = PAGE) -> Sequence[Rejection]:
    """Return the rejected rows of a file by number, those after `after`; all with `limit` None."""
    query = select(Rejection).where(Rejection.file_id == file_id, Rejection.number > after).order_by(Rejection.number)
    return db.session().scalars(query.limit(limit) if limit else query).all()


def changes_of(
    file_id: str, *, codes: frozenset[str] | None = None, limit: int = PAGE
) -> Sequence[tuple[Statement, str]]:
    """Return rows that changed or restored a setting, each with the setting's id, by row.

    `codes` keeps to the settings of these authorities.
    """
    query = (
        select(Statement, Setting.id)
        .join(RegulatorFile, RegulatorFile.id == Statement.file_id)
        .join(Setting, SAME_SETTING)
        .where(Statement.file_id == file_id, Statement.state.in_((RowState.CHANGED, RowState.RESTORED)))
        .order_by(Statement.row)
        .limit(limit)
    )
    if codes is not None:
        query = query.where(Setting.authority_gss.in_(codes))
    return [(statement, setting_id) for statement, setting_id in db.session().execute(query)]


def row_states_of(
    file_id: str, *, codes: frozenset[str] | None = None
) -> Sequence[tuple[int, str, str | None, dict[str, Any] | None, bool]]:
    """Return every stored row of a file as (row, identifier, state, changes, hidden), by row: what its CSV holds.

    `codes` keeps to the settings of these authorities. What the register does not know yet counts as hidden.
    """
    query = (
        select(Statement.row, Statement.identifier, Statement.state, Statement.changes, Setting.hidden)
        .join(RegulatorFile, RegulatorFile.id == Statement.file_id)
        .outerjoin(Setting, SAME_SETTING)
        .where(Statement.file_id == file_id)
        .order_by(Statement.row)
    )
    if codes is not None:
        query = query.where(Setting.authority_gss.in_(codes))
    rows = db.session().execute(query)
    return [(number, which, state, changes, hidden is not False) for number, which, state, changes, hidden in rows]


def newest_dates() -> dict[str, date]:
    """Return the date of the newest applied list of settings, by source."""
    rows = db.session().execute(
        select(RegulatorFile.source, func.max(RegulatorFile.as_of))
        .where(RegulatorFile.state == FileState.APPLIED, RegulatorFile.full)
        .group_by(RegulatorFile.source)
    )
    return {source: newest for source, newest in rows}  # noqa: C416 - rows, not pairs


def would_be_gone_by_type(file: RegulatorFile) -> dict[str, int]:
    """Return how many open settings a file lacks, by the regulator's type: what whoever confirms it should look at."""
    listed = select(Statement.identifier).where(Statement.file_id == file.id)
    rows = db.session().execute(
        select(Setting.provision_published, func.count())
        .where(
            Setting.scheme == file.scheme,
            Setting.gone_on.is_(None),
            Setting.facts_as_of < file.as_of,
            Setting.identifier.not_in(listed),
        )
        .group_by(Setting.provision_published)
        .order_by(Setting.provision_published)
    )
    return {published: count for published, count in rows}  # noqa: C416 - rows, not pairs
