"""The catalogue against the list of rows from which it was written, where that lies beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from prequal.requirements.domain.states import RequirementClass
from tests.unit.requirements.judging import CATALOGUE

ALL = {"IFA", "CH", "SCH", "SA", "RFC", "RSS"}
CLASSES = {
    "GATE at award": {"AWARD"},
    "GATE (S) / MODULE": {"GATE", "MODULE"},
}
CORE = {RequirementClass.GATE, RequirementClass.INFO}
# The field counts these as gates wherever they are asked: one gates at award, one in Scotland only.
GATES_SOMEWHERE = {"ORG-04", "COR-04"}


@pytest.mark.real_data
def test_every_row_of_the_fields_list_is_in_the_catalogue_and_agrees(shared_data: Path) -> None:
    rows = json.loads((shared_data.parent / "domain" / "requirements.json").read_text())
    wanted = {
        row["id"]: (
            row["level"],
            ALL if row["provision"] == ["ALL"] else set(row["provision"]),
            set(row["nations"]),
            CLASSES.get(row["cls"], {row["cls"]}),
        )
        for row in rows
    }
    found = {
        requirement.key: (
            requirement.level.value,
            set(requirement.versions[0].provisions),
            set(requirement.versions[0].nations),
            {one.value for one in requirement.versions[0].classes.values()},
        )
        for requirement in CATALOGUE
    }
    assert found == wanted


@pytest.mark.parametrize(
    ("provision", "nation", "applying", "core"),
    [
        ("IFA", "E", 58, 53),
        ("IFA", "S", 52, 48),
        ("IFA", "W", 58, 53),
        ("CH", "E", 60, 55),
        ("SA", "E", 55, 50),
        ("RSS", "E", 55, 50),
    ],
)
def test_a_provider_sees_as_many_requirements_as_the_field_counts(
    provision: str, nation: str, applying: int, core: int
) -> None:
    found = [
        version.key in GATES_SOMEWHERE or version.classes[nation] in CORE
        for requirement in CATALOGUE
        for version in requirement.versions[:1]
        if provision in version.provisions and nation in version.nations
    ]
    assert (len(found), sum(found)) == (applying, core)
