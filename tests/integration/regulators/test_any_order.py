"""Files in any order, interrupted anywhere: the same register."""

import contextlib
from collections.abc import Iterable
from datetime import date
from random import Random
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register.core.clock import now
from register.core.db import db
from register.regulators.importers.rows import Kind
from register.regulators.queries.files import get_file, report_of
from register.regulators.services.loading import load_file
from tests.builders.opened_files import AFile, a_file, a_joiner, a_leaver, a_row
from tests.builders.register_state import empty_register, register_state

IDENTIFIERS = [f"SC00000{number}" for number in range(1, 5)]
DAYS = [date(2022, 3, 31), date(2024, 3, 31), date(2025, 3, 31)]
CHOSEN = st.sets(st.sampled_from(IDENTIFIERS))


@st.composite
def files(draw: st.DrawFn) -> AFile:
    as_of = draw(st.sampled_from(DAYS))
    listed = sorted(draw(CHOSEN))
    left = [
        a_leaver(identifier, ended_on=draw(st.sampled_from([None, date(2023, 5, 1), *DAYS])), number=number)
        for number, identifier in enumerate(sorted(draw(CHOSEN)), 2)
    ]
    mark = draw(st.sampled_from("ab"))
    if draw(st.booleans()):
        rows = [
            a_row(identifier, number, draw(st.sampled_from(["CH", "IFA"])), places=draw(st.sampled_from([3, 4])))
            for number, identifier in enumerate(listed, 2)
        ]
        return a_file(*rows, as_of=as_of, full=draw(st.booleans()), leaver_rows=left, mark=mark)
    joined = [a_joiner(identifier, opened_on=as_of, number=number) for number, identifier in enumerate(listed, 2)]
    return a_file(as_of=as_of, kind=Kind.MOVEMENTS, leaver_rows=left, joiner_rows=joined, mark=mark)


def load(file: AFile, watch: Any = lambda items, _total, _words: items) -> dict[str, Any]:
    db.session.rollback()
    loaded = load_file(file, name="file.csv", gone_percent=10_000, clock=now, watch=watch)
    report = report_of(get_file(loaded.file_id), again=loaded.again)
    db.session.rollback()
    return report


FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FEW
@given(st.lists(files(), min_size=1, max_size=4, unique_by=lambda one: one.head.sha256), st.randoms())
def test_files_loaded_in_any_order_leave_the_same_register(app: Flask, loaded: list[AFile], random: Random) -> None:
    empty_register()
    for file in loaded:
        report = load(file)
        assert (
            report["rows"]
            == sum(report[name] for name in ("new", "changed", "unchanged", "restored", "rejected"))
            == sum(len(part) for part in ([file.rows] if file.rows or file.head.full else _movements(file)))
        )
    state = register_state()
    empty_register()
    random.shuffle(loaded)
    for file in loaded:
        load(file)
    assert register_state() == state


def _movements(file: AFile) -> list[Any]:
    return [file.leaver_rows, file.joiner_rows] if file.head.sheets[0].kind is Kind.MOVEMENTS else [file.rows]


class Killed(BaseException):
    """What an interrupted process sees last."""


def killed_after(steps: int) -> Any:
    """Pass items on, and end the process after so many."""
    left = [steps]

    def watch(items: Iterable[Any], _total: int | None, _words: str) -> Iterable[Any]:
        for item in items:
            if left[0] == 0:
                raise Killed
            left[0] -= 1
            yield item

    return watch


@FEW
@given(st.integers(0, 40), st.integers(0, 40))
def test_an_interrupted_import_carries_on_and_doubles_nothing(app: Flask, first: int, second: int) -> None:
    old = a_file(*(a_row(identifier, number) for number, identifier in enumerate(IDENTIFIERS, 2)), as_of=DAYS[0])
    new = a_file(
        *(a_row(identifier, number, places=9) for number, identifier in enumerate(IDENTIFIERS[1:], 2)),
        *(a_row(f"SC0001{number:02}", number) for number in range(10, 30)),
        leaver_rows=[a_leaver(IDENTIFIERS[0], ended_on=date(2023, 5, 1))],
    )
    empty_register()
    load(old)
    whole = load(new)
    state = register_state()
    empty_register()
    load(old)
    for steps in (first, second):
        try:
            load(new, killed_after(steps))
        except Killed:
            continue
    report = load(new)
    assert register_state() == state
    again = report["again"]
    counted = ("rows", "settings", "places", "premises", "leavers")
    assert {name: report[name] for name in counted} == {name: whole[name] for name in counted}
    if not again:
        assert {name: report[name] for name in ("new", "changed", "unchanged", "gone")} == {
            name: whole[name] for name in ("new", "changed", "unchanged", "gone")
        }


def test_an_import_carries_on_in_the_middle_of_a_sheet(app: Flask) -> None:
    rows = [a_row(f"SC{number:06}", number) for number in range(2, 1_302)]
    with contextlib.suppress(Killed):
        load(a_file(*rows), killed_after(900))
    read: list[Any] = []

    def counting(items: Iterable[Any], _total: int | None, words: str) -> Iterable[Any]:
        for item in items:
            if words == "Reading settings":
                read.append(item)
            yield item

    report = load(a_file(*rows), counting)
    assert report["new"] == report["rows"] == 1_300
    assert 0 < len(read) < 1_300  # what was committed is not read again
