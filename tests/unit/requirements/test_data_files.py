"""A requirement of a known kind is a change of data alone; a mistake in the data is named with its place."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from prequal.requirements.domain.building import Mistakes
from prequal.requirements.domain.evaluation import Judge, ask
from prequal.requirements.domain.evidence import Case, Item
from prequal.requirements.domain.states import State
from prequal.requirements.queries import DATA, read_catalogue, sentences
from tests.unit.requirements.judging import CATALOGUE

NEW = """
[INS-07]
level = "ORG"
[[INS-07.version]]
class = "INFO"
validity = ["until"]
parameters.pence = { unit = "pence", default = 300_000_000, least = 100_000_000, most = 500_000_000 }
rule = [{ kind = "cover_at_least", of = "insurance-cover/cyber", pence = "$pence" }]
[INS-07.version.en]
title = "Cyber cover for everybody"
ask = "The certificate."
why = "Files of children are stolen."
used_for = "Showing it."
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data files, to be changed."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def add(folder: Path, text: str, *, to: str = "06_insurance.toml") -> None:
    path = folder / "requirements" / to
    path.write_text(path.read_text() + text)


def change(folder: Path, name: str, before: str, after: str) -> None:
    path = folder / name
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


def test_a_requirement_is_added_by_data_alone(folder: Path) -> None:
    add(folder, NEW)
    catalogue = read_catalogue(folder)
    judge = Judge(catalogue, [ask(catalogue.requirements["INS-07"])])

    def stands(pence: int) -> State:
        values = {"limit_pence": pence, "ends_on": date(2027, 1, 1)}
        case = Case("CH", "E", {"insurance-cover/cyber": Item(values)})
        return judge.evaluate("INS-07", case, date(2026, 6, 1)).state

    assert (stands(300_000_000), stands(299_999_999)) == (State.PASS, State.FAIL)
    version = catalogue.requirements["INS-07"].versions[0]
    assert sentences().rule(version).text == "Cyber: a limit of at least £3 million, in force today"


def test_a_new_version_is_added_by_data_alone(folder: Path) -> None:
    add(folder, NEW)
    second = NEW.replace('[INS-07]\nlevel = "ORG"\n', "").replace("300_000_000", "400_000_000")
    add(folder, second.replace('class = "INFO"', 'class = "INFO"\nnumber = 2\nby_law = true\nstarts_on = 2027-01-01'))
    requirement = read_catalogue(folder).requirements["INS-07"]
    assert requirement.in_force(date(2026, 12, 31), pinned=1).defaults == {"pence": 300_000_000}
    assert requirement.in_force(date(2027, 1, 1), pinned=1).defaults == {"pence": 400_000_000}


def test_a_welsh_text_is_a_table_beside_the_english_one(folder: Path) -> None:
    add(folder, NEW + '[INS-07.version.cy]\ntitle = "Seiber"\nask = "a"\nwhy = "b"\nused_for = "c"\n')
    version = read_catalogue(folder).requirements["INS-07"].versions[0]
    assert version.text("cy").title == "Seiber"
    assert version.text("gd").title == "Cyber cover for everybody"


@pytest.mark.parametrize(
    ("name", "before", "after", "words"),
    [
        ("06_insurance", '"cover_at_least"', '"cover_of_gold"', "'cover_of_gold' is not a kind of rule"),
        ("06_insurance", 'pence = "$pence"', 'pence = "$pounds"', "there is no parameter pounds"),
        ("06_insurance", "insurance-cover/employers-liability", "insurance-cover/boats", "boats has no field"),
        ("06_insurance", 'class = "GATE"', 'class = "DOOR"', "'DOOR' is not one of GATE, INFO, MODULE, AWARD"),
        ("06_insurance", 'class = "GATE"', 'klass = "GATE"', "klass: not known here"),
        ("06_insurance", "default = 1_000_000_000", "default = 1", "the default is out of its own bounds"),
        ("06_insurance", 'why = "Whoever', 'reason = "Whoever', "reason: not known here"),
        ("03_safeguarding", 'on = ["reviewed_on"]', 'on = ["approved_by"]', "approved_by is text"),
        ("03_safeguarding", 'on = ["reviewed_on"]', 'on = "reviewed_on"', "a list is wanted"),
        ("03_safeguarding", 'provisions = ["CH"', 'provisions = ["CASTLE"', "CASTLE: no such provision"),
        ("02_regulator", 'scale = "ofsted"', 'scale = "michelin"', "no scale michelin"),
        ("02_regulator", 'choices = ["3", "4"]', 'choices = ["3", "9"]', "not on the scale: 9"),
        ("01_identity", "number = 2", "number = 1", "versions are numbered upwards"),
        ("07_finance", 'state_of = "FIN-02"', 'state_of = "FIN-99"', "no requirement FIN-99"),
        ("10_corporate", 'table = "real-living-wage"', 'table = "pocket-money"', "no table of rates pocket-money"),
        ("02_regulator", 'validity = ["event", "months:months"]', 'validity = ["months:weeks"]', "no parameter weeks"),
    ],
)
def test_a_mistake_in_the_data_is_named_with_its_place(
    folder: Path, name: str, before: str, after: str, words: str
) -> None:
    change(folder, f"requirements/{name}.toml", before, after)
    with pytest.raises(Mistakes) as refused:
        read_catalogue(folder)
    assert any(words in line and line[:3].isupper() for line in refused.value.lines)


def test_all_mistakes_are_named_at_once(folder: Path) -> None:
    change(folder, "requirements/06_insurance.toml", '"cover_at_least"', '"cover_of_gold"')
    change(folder, "requirements/10_corporate.toml", '"rate_met"', '"rate_lost"')
    with pytest.raises(Mistakes) as refused:
        read_catalogue(folder)
    assert len(refused.value.lines) == 2


def test_every_item_of_the_vocabulary_is_read_by_a_requirement() -> None:
    read = {one.of for requirement in CATALOGUE for version in requirement.versions for one in version.evidence}
    assert {item.key for item in CATALOGUE.vocabulary} - read == set()


def test_evidence_that_is_not_of_its_type_is_refused_by_field() -> None:
    wrong = CATALOGUE.vocabulary.mistakes(
        "insurance-cover/cyber", Item({"limit_pence": "ten million", "ends_on": date(2027, 1, 1), "colour": "red"})
    )
    assert [line.split(": ")[1] for line in wrong] == ["limit_pence", "colour"]
    assert CATALOGUE.vocabulary.mistakes("poem/ode", Item({})) == ["poem/ode: no such kind of item"]


def test_what_others_ask_is_given_only_where_it_is_known() -> None:
    given = {
        requirement.key for requirement in CATALOGUE for version in requirement.versions if version.references.espd
    }
    assert {"INS-01", "REG-01", "WRK-01", "CAP-01", "DAT-03", "EXC-04", "FIN-02", "EXC-06"} <= given
    assert not replace(CATALOGUE.requirements["SAF-01"].versions[0]).references.sq
