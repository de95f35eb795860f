"""The index as the rest of the service sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from register.core.errors import Unavailable
from search.engine.documents import Change, Entry
from search.engine.request import Found, SearchRequest


class IndexUnavailable(Unavailable):
    """The index does not answer now; what is asked of the database still works."""


class IndexMissing(IndexUnavailable):
    """There is no usable index: never made, deleted, damaged, or of another layout. A rebuild makes one."""


class CursorRefused(ValueError):
    """The cursor is damaged or belongs to another search."""


class IndexSlow(IndexUnavailable):
    """The search took longer than anybody should wait for; a narrower one may be answered."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of changes: `refused` ones were older than what is there, which is success."""

    written: int
    refused: int


class RebuildSession(Protocol):
    """An index being made beside the one in use."""

    def put(self, changes: Iterable[Change]) -> Written:
        """Write to the new index only."""

    def entries(self) -> Iterator[Entry]:
        """List what the new index holds, by vacancy id."""

    def swap(self, late: Callable[[], Iterable[Change]]) -> None:
        """Take the new index into use, at once for every process.

        `late` is called when nothing can be written to the old index any more and gives what changed since it was
        last asked; it is written to the new one before anybody reads it.
        """


class VacancyIndex(Protocol):
    """Finds vacancies. Every method raises `IndexUnavailable` (or its `IndexMissing`) when it cannot answer."""

    def put(self, changes: Iterable[Change]) -> Written:
        """Write documents and removals, all or none of a call.

        A change whose revision is not higher than what is there is refused, which leaves the newer one: calls may
        come twice and in any order, from any process.
        """

    def search(self, request: SearchRequest) -> Found:
        """Answer a search. Raises `CursorRefused`."""

    def totals(self, requests: Sequence[SearchRequest]) -> tuple[int | None, ...]:
        """Count what each of these searches would find, all together within a moment that nobody minds.

        They are counted in their order; None stands for those for which there was no time.
        """

    def entries(self) -> Iterator[Entry]:
        """List what the index holds, by vacancy id: one moment's state, streamed."""

    def rebuild(self) -> AbstractContextManager[RebuildSession]:
        """Make a new index beside; left without `swap`, it is thrown away.

        One at a time: another process that rebuilds is waited for.
        """
