"""Regulator files at a terminal."""

import gc
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from register.core import clock
from register.core.access import SERVICE
from register.core.db import db, transaction
from register.core.errors import Conflict
from register.core.terminal import Outcome, operational, progress
from register.core.trial import is_trial
from register.regulators.domain import FileState
from register.regulators.importers.archives import Limits
from register.regulators.importers.facts import Source
from register.regulators.importers.files import open_file
from register.regulators.importers.rows import FileRefused
from register.regulators.queries.files import find_file_like, get_file, report_of
from register.regulators.services.downloading import fetched, is_address
from register.regulators.services.limits import import_limits
from register.regulators.services.loading import apply_stored_file, confirm_held_file, load_file

LISTS = {
    Source.OFSTED: "Load a file of Ofsted's children's social care data (workbook or CSV).",
    Source.CIW: "Load the directory of services of Care Inspectorate Wales (CSV).",
    Source.CARE_INSPECTORATE: "Load the datastore of the Care Inspectorate, Scotland (CSV).",
}


@click.group("import")
def imports() -> None:
    """Load what the regulators publish."""


def _watch(items: Iterable[Any], total: int | None, words: str) -> Iterable[Any]:
    return progress(items, total=total, words=words)


def _command_for(source: Source) -> click.Command:
    @click.argument("target", metavar="FILE|URL")
    @click.option(
        "--as-of",
        type=click.DateTime(["%Y-%m-%d"]),
        help="Date that the file is about, where it names none (2025-03-31).",
    )
    @operational
    def load(target: str, as_of: datetime | None) -> Outcome:
        return load_target(source, target, as_of=as_of.date() if as_of else None)

    return click.command(source.value, help=LISTS[source])(load)


def load_target(source: Source, target: str, *, as_of: date | None) -> Outcome:
    """Load a file or address and return its report; a refused file changes nothing."""
    began = time.perf_counter()
    if is_trial(db.session()):
        words = "This register holds invented data; files of a regulator are not mixed with it."
        return Outcome({"refused": "trial", "why": words}, (f"Refused: {words}",), ok=False)
    limits = import_limits()
    try:
        with ExitStack() as stack:
            stack.enter_context(_collecting_rows_only())
            path, name = Path(target), target
            if is_address(target):
                path, name = stack.enter_context(fetched(target, hosts=limits.hosts, folder=limits.folder))
            before = find_file_like(path, source)
            if before is not None and before.state in {FileState.APPLIED, FileState.HELD}:
                if as_of is not None and as_of != before.as_of:
                    raise Conflict(
                        f"This file was loaded before, as at {before.as_of.isoformat()}. A file has one date."
                    )
                return _outcome(before.id, again=before.state == FileState.APPLIED, began=began)
            db.session().rollback()
            bounds = Limits(unpacked_bytes=limits.unpacked_bytes, unpacked_ratio=limits.unpacked_ratio)
            opened = stack.enter_context(open_file(path, source, as_of=as_of, limits=bounds))
            loaded = load_file(opened, name=name, gone_percent=limits.gone_percent, clock=clock.now, watch=_watch)
    except FileRefused as refused:
        report = {"refused": refused.code, "why": str(refused)}
        return Outcome(report, (f"Refused: {refused}",), ok=False)
    return _outcome(loaded.file_id, again=loaded.again, began=began)


@contextmanager
def _collecting_rows_only() -> Iterator[None]:
    """Keep the garbage collector off the application's own objects, to which many short-lived rows would send it."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _outcome(file_id: str, *, again: bool, began: float) -> Outcome:
    file = get_file(file_id)
    report = report_of(file, again=again, seconds=time.perf_counter() - began)
    states = ", ".join(
        f"{report[name]:,} {name}" for name in ("new", "changed", "unchanged", "restored", "rejected") if report[name]
    )
    words = [f"{file.layout} as at {file.as_of.isoformat()}: {report['rows']:,} rows ({states or 'none has a state'})."]
    if again:
        words.append("This file was loaded before: nothing changed.")
    elif report["held"]:
        words.append(
            f"Held: {file.held_gone:,} settings of the last full file are not in it, more than {file.held_limit:,}. "
            f"Nothing was applied. If it is right: vacancy-register import confirm {file.id}"
        )
    elif report["gone"]:
        words.append(f"{report['gone']:,} settings are gone.")
    words.append(f"{report['seconds']:.1f} s. Report: /register/files/{file.id}")
    return Outcome(report, tuple(words), ok=not report["held"])


@imports.command("confirm")
@click.argument("file_id", metavar="ID")
@operational
def confirm(file_id: str) -> Outcome:
    """Apply a held file, after looking at what would be gone."""
    began = time.perf_counter()
    if get_file(file_id).state == FileState.HELD:
        with transaction() as session:
            confirm_held_file(session, file_id, by=SERVICE, now=clock.now())
    apply_stored_file(file_id, clock=clock.now, watch=_watch)
    return _outcome(file_id, again=False, began=began)


for _source in Source:
    imports.add_command(_command_for(_source))

COMMANDS = (imports,)
