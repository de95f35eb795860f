"""The index at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from register.core import clock
from register.core.terminal import Outcome, operational, progress
from search.engine import indexer
from search.engine.indexer import Differences
from search.engine.ports import IndexMissing
from search.engine.service import vacancy_index


@click.group("search")
def search() -> None:
    """Look after the search index."""


@search.command("check")
@operational
def check() -> Outcome:
    """Compare the register with the index; what is being saved at this moment may show as a difference."""
    found = indexer.compare(vacancy_index())
    words = (_in_words(found), *(() if found.same else ("vacancy-register search repair mends that.",)))
    return Outcome(_report(found), words, ok=found.same)


@search.command("repair")
@operational
def repair() -> Outcome:
    """Mend whatever differs; an index that is missing is made anew."""
    found = indexer.compare(vacancy_index())
    try:
        indexer.repair(vacancy_index(), now=clock.now())
    except IndexMissing:
        indexer.rebuild(vacancy_index(), now=clock.now())
    after = indexer.compare(vacancy_index())
    words = (f"Before: {_in_words(found)}", f"Now: {_in_words(after)}")
    return Outcome(_report(after) | {"mended": _report(found)}, words, ok=after.same)


@search.command("rebuild")
@operational
def rebuild() -> Outcome:
    """Make a new index beside the old one from the database, then take it into use."""

    def shown(batches: Sequence[Sequence[str]]) -> Iterable[Sequence[str]]:
        return progress(batches, total=len(batches), words="Reading vacancies")

    documents = indexer.rebuild(vacancy_index(), now=clock.now(), progress=shown)
    return Outcome({"documents": documents}, (f"The new index is in use; it holds {documents} vacancies.",))


def _report(found: Differences) -> dict[str, int]:
    return {
        "register": found.register,
        "index": found.index,
        "missing": len(found.missing),
        "outdated": len(found.outdated),
        "extra": len(found.extra),
    }


def _in_words(found: Differences) -> str:
    if found.same:
        return f"The index holds what the register does: {found.register} vacancies."
    return (
        f"Register {found.register}, index {found.index}: {len(found.missing)} missing, "
        f"{len(found.outdated)} outdated, {len(found.extra)} too many."
    )


COMMANDS = (search,)
