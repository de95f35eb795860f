"""The files as published give the figures as published; none of them is in the repository."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from register.regulators.importers.facts import FACTS, FactType, Source
from register.regulators.importers.files import open_file
from register.regulators.importers.rows import RejectedRow, SettingRow

pytestmark = pytest.mark.real_data
TYPES = {FactType.TEXT: str, FactType.NUMBER: int, FactType.DATE: date, FactType.FLAG: bool}


def settings(path: Path, source: Source, as_of: date | None) -> list[SettingRow]:
    with open_file(path, source, as_of=as_of) as opened:
        rows = list(opened.settings())
    assert not [row for row in rows if isinstance(row, RejectedRow)]
    return [row for row in rows if isinstance(row, SettingRow)]


def test_the_workbook_of_2025_gives_every_sheet_and_figure(shared_data: Path) -> None:
    with open_file(shared_data / "ofsted/provider_at_march_2025.ods", Source.OFSTED, as_of=None) as opened:
        rows = [row for row in opened.settings() if isinstance(row, SettingRow)]
        kinds = Counter(row.provision for row in rows)
        assert (opened.head.as_of, len(opened.head.sheets), len(opened.head.ignored)) == (date(2025, 3, 31), 5, 8)
        assert len(rows) == 5_600
        assert (kinds["Children's home"], kinds["Supported Accommodation"], kinds["Independent Fostering Agency"]) == (
            3_946,
            893,
            339,
        )
        assert sum(int(row.facts["places"] or 0) for row in rows if row.provision == "Children's home") == 14_275
        assert sum(row.facts["latest_full.inspected_on"] is None for row in rows) == 1_257
        assert list(opened.listing()) == []
        premises = list(opened.premises())
        assert not [row for row in premises if isinstance(row, RejectedRow)]
        assert len(premises) == 8_119
        assert len(list(opened.inspections())) == 4_921
        assert (len(list(opened.leavers())), len(list(opened.joiners()))) == (185, 1_353)


def test_the_workbook_and_the_csv_of_2025_state_the_same(shared_data: Path) -> None:
    book = settings(shared_data / "ofsted/provider_at_march_2025.ods", Source.OFSTED, None)
    copy = settings(shared_data / "ofsted/provider_at_march_2025.csv", Source.OFSTED, None)
    assert [(row.id, row.provision, row.facts) for row in book] == [(row.id, row.provision, row.facts) for row in copy]


@pytest.mark.parametrize(
    ("name", "as_of", "count", "homes"),
    [
        ("provider_at_march_2019.csv", date(2019, 3, 31), 2_864, 2_112),
        ("provider_at_march_2022.csv", date(2022, 3, 31), 3_576, 2_798),
        ("provider_at_march_2024.csv", None, 3_876, 3_151),
    ],
)
def test_earlier_years_are_read_whole(shared_data: Path, name: str, as_of: date | None, count: int, homes: int) -> None:
    rows = settings(shared_data / "ofsted" / name, Source.OFSTED, as_of)
    assert len({row.id for row in rows}) == len(rows) == count
    assert sum(row.provision == "Children's home" for row in rows) == homes
    for row in rows:
        for key, value in row.facts.items():
            assert value is None or isinstance(value, TYPES[FACTS[key].type]), key


def test_the_leavers_and_joiners_of_2023_are_read_whole(shared_data: Path) -> None:
    with open_file(shared_data / "ofsted/joiners_leavers_23.csv", Source.OFSTED, as_of=None) as opened:
        assert opened.head.as_of == date(2023, 3, 31)
        leavers, joiners = list(opened.leavers()), list(opened.joiners())
    assert (len(leavers), len(joiners)) == (168, 410)
    assert not [row for row in (*leavers, *joiners) if isinstance(row, RejectedRow)]


def test_the_scottish_extract_is_read_whole(shared_data: Path) -> None:
    path = shared_data / "scotland/care_inspectorate_datastore_extract_2022-03-31.csv"
    rows = settings(path, Source.CARE_INSPECTORATE, date(2022, 3, 31))
    assert len(rows) == 200
    assert {row.code for row in rows if row.provision == "Care Home Service: Children & Young People"} == {"CH"}
    assert all(row.facts["name"] is None for row in rows if row.provision == "Child Minding")
