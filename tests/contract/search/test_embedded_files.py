"""What only the embedded index can suffer: its files deleted, damaged, left by killed processes, shared by many."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from search.engine.adapters.embedded import EmbeddedIndex
from search.engine.documents import FIELDS, Field, Kind
from search.engine.ports import IndexMissing, IndexSlow
from search.engine.request import SearchRequest, Sort
from tests.contract.search.documents import NOW, a_document

ANYWHERE = SearchRequest(now=NOW, sort=Sort.AVAILABLE, page_size=200)
# Started afresh rather than forked: as web workers and the worker are.
PROCESSES = multiprocessing.get_context("spawn")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with EmbeddedIndex(tmp_path).rebuild() as session:
        session.put([a_document("v1")])
        session.swap(tuple)
    return tmp_path


def in_use(folder: Path) -> Path:
    return folder / (folder / "current").readlink()


def damage(folder: Path, how: str) -> None:
    path = in_use(folder)
    match how:
        case "deleted":
            path.unlink()
        case "emptied":
            path.write_bytes(b"")
        case "overwritten":
            path.write_bytes(os.urandom(20_000))
        case "pointer deleted":
            (folder / "current").unlink()
    for log in (Path(f"{path}-wal"), Path(f"{path}-shm")):
        log.unlink(missing_ok=True)


@pytest.mark.parametrize("how", ["deleted", "emptied", "overwritten", "pointer deleted"])
@pytest.mark.parametrize("first", ["opened before", "opened after"])
def test_an_index_that_is_lost_while_running_says_so_until_it_is_rebuilt(folder: Path, how: str, first: str):
    index = EmbeddedIndex(folder)
    if first == "opened before" and how in {"deleted", "pointer deleted"}:
        assert index.search(ANYWHERE).total == 1
    damage(folder, how)
    for ask in (lambda: index.search(ANYWHERE), lambda: index.put([a_document("v2")]), lambda: list(index.entries())):
        with pytest.raises(IndexMissing):
            ask()
    with index.rebuild() as session:
        session.put([a_document("v1"), a_document("v2")])
        session.swap(tuple)
    assert index.search(ANYWHERE).total == 2


def test_an_index_of_another_layout_is_missing_to_this_code_and_stays_for_the_other(folder: Path):
    newer = EmbeddedIndex(folder, fields=(*FIELDS, Field("setting_id", Kind.CODE)))
    with pytest.raises(IndexMissing):
        newer.search(ANYWHERE)
    assert EmbeddedIndex(folder).search(ANYWHERE).total == 1


def test_only_the_file_in_use_is_kept(folder: Path):
    index = EmbeddedIndex(folder)
    for _ in range(3):
        with index.rebuild() as session:
            session.swap(tuple)
    assert len(list(folder.glob("vacancies-*.db"))) == 1


def test_a_connection_is_not_carried_over_a_fork(folder: Path):
    index = EmbeddedIndex(folder)
    assert index.search(ANYWHERE).total == 1
    child = os.fork()
    if child == 0:
        try:
            index.put([a_document("from-child")])
            os._exit(0 if index.search(ANYWHERE).total == 2 else 1)
        except BaseException:  # noqa: BLE001 - the child must not go on with the parent's tests
            os._exit(2)
    assert os.waitpid(child, 0)[1] == 0
    assert index.search(ANYWHERE).total == 2


def _write_for_ever(folder: Path, name: str, acknowledged: str) -> None:
    index = EmbeddedIndex(folder)
    chance = random.Random(name)
    with open(acknowledged, "a", buffering=1) as done:  # noqa: PTH123 - a line at a time, as written
        for revision in range(1, 1_000_000):
            batch = [
                a_document(f"{name}-{chance.randrange(25)}", revision, words=f"rev{revision} {name}") for _ in range(3)
            ]
            index.put(batch)
            done.write("".join(f"{document.vacancy_id} {revision}\n" for document in batch))


def _read_for_ever(folder: Path, result: str) -> None:
    index = EmbeddedIndex(folder)
    while True:
        found = index.search(SearchRequest(now=NOW, sort=Sort.AVAILABLE, facets=("provision",), page_size=200))
        if len(found.hits) != found.total or sum(found.facets["provision"].values()) != found.total:
            Path(result).write_text("torn")
            return


def _start(work: Callable[..., None], *arguments: object) -> multiprocessing.process.BaseProcess:
    process = PROCESSES.Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


def test_writers_killed_at_random_lose_nothing_acknowledged_and_readers_see_whole_states(tmp_path: Path):
    folder = tmp_path / "index"
    index = EmbeddedIndex(folder)
    with index.rebuild() as session:
        session.swap(tuple)
    chance = random.Random(5)
    readers = [_start(_read_for_ever, folder, str(tmp_path / "torn"))]
    acknowledged = []
    for _ in range(2):
        logs = [str(tmp_path / f"log{len(acknowledged) + number}") for number in range(2)]
        writers = [_start(_write_for_ever, folder, f"w{len(acknowledged) + n}", log) for n, log in enumerate(logs)]
        acknowledged += logs
        deadline = time.monotonic() + 30
        while not all(Path(log).exists() for log in logs) and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(chance.uniform(0.1, 0.4))
        for writer in writers:
            assert writer.pid is not None
            assert writer.is_alive()
            os.kill(writer.pid, signal.SIGKILL)
            writer.join()
    for reader in readers:
        assert reader.is_alive()
        reader.kill()
        reader.join()
    assert not (tmp_path / "torn").exists()
    last: dict[str, int] = {}
    for log in acknowledged:
        for line in Path(log).read_text().splitlines():
            vacancy_id, revision = line.split()
            last[vacancy_id] = max(last.get(vacancy_id, 0), int(revision))
    assert len(last) > 20
    there = {entry.vacancy_id: entry.revision for entry in index.entries()}
    assert all(there[vacancy_id] >= revision for vacancy_id, revision in last.items())
    for vacancy_id, revision in there.items():
        words = f"rev{revision} {vacancy_id.split('-', maxsplit=1)[0]}"
        hits = index.search(SearchRequest(now=NOW, sort=Sort.AVAILABLE, words=words, page_size=200)).hits
        assert vacancy_id in {hit.vacancy_id for hit in hits}


def _put_each(folder: Path, name: str, number: int) -> None:
    index = EmbeddedIndex(folder)
    for position in range(number):
        index.put([a_document(f"{name}-{position:03}")])


def test_no_write_is_lost_while_others_write_and_the_index_is_rebuilt_beside(folder: Path):
    """The register of this test is the list of what was acknowledged; a rebuild reads it as it would the database."""
    index = EmbeddedIndex(folder)
    with index.rebuild() as session:
        session.swap(tuple)
    names = ("a", "b")
    wanted = {f"{name}-{position:03}" for name in names for position in range(120)}
    writers = [_start(_put_each, folder, name, 120) for name in names]
    rebuilds = 0
    while any(writer.is_alive() for writer in writers) or rebuilds == 0:
        with index.rebuild() as session:
            session.put([a_document(entry.vacancy_id) for entry in index.entries()])
            session.swap(lambda: [a_document(entry.vacancy_id) for entry in index.entries()])
        rebuilds += 1
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert rebuilds > 1
    assert {entry.vacancy_id for entry in index.entries()} == wanted


def test_a_search_that_takes_too_long_is_stopped_and_the_next_one_answered(folder: Path):
    impatient = EmbeddedIndex(folder, patience_seconds=0)
    impatient.put([a_document(f"v{number}") for number in range(2_000)])
    with pytest.raises(IndexSlow):
        impatient.search(ANYWHERE)
    assert EmbeddedIndex(folder).search(ANYWHERE).total == 2_000
    assert impatient.put([a_document("v1", 2)]).written == 1
