"""What Ofsted published for 2025, read by the floors: every word is understood, and the known counts come out."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from prequal.requirements.domain.evidence import Case, Item
from prequal.requirements.domain.reasons import Reason
from prequal.requirements.domain.states import State
from register.regulators.importers.facts import Source
from register.regulators.importers.files import open_file
from register.regulators.importers.rows import SettingRow
from tests.unit.requirements.judging import a_judge

AS_AT = date(2025, 4, 1)
PROVISIONS = {
    "Children's home": "CH",
    "Supported Accommodation": "SA",
    "Independent Fostering Agency": "IFA",
    "Residential Family Centre": "RFC",
}
JUDGEMENTS = {
    "overall": "latest_full.overall",
    "help_and_protection": "latest_full.helped_and_protected",
    "supported_accommodation": "latest_full.supported_accommodation",
}


def case_of(row: SettingRow) -> Case:
    judgement = {name: row.facts.get(fact) for name, fact in JUDGEMENTS.items()}
    judged = any(judgement.values())
    registration = {"status": row.facts["registration_status"], "registered_on": row.facts["registered_on"]}
    return Case(
        PROVISIONS.get(row.provision, ""),
        "E",
        {
            "regulator/judgement": Item({**judgement, "judged": judged}),
            "regulator/registration": Item(registration),
        },
    )


@pytest.mark.real_data
def test_the_floors_read_everything_that_ofsted_published(shared_data: Path) -> None:
    with open_file(shared_data / "ofsted/provider_at_march_2025.csv", Source.OFSTED, as_of=None) as opened:
        cases = [case_of(row) for row in opened.settings() if isinstance(row, SettingRow)]
    judge = a_judge()
    found = {
        key: [judge.evaluate(key, case, AS_AT) for case in cases if case.provision]
        for key in ("REG-01", "REG-03", "REG-04", "REG-05", "REG-08")
    }
    states = {key: Counter(one.state for one in results) for key, results in found.items()}
    assert not [one for results in found.values() for one in results if one.reason is Reason.UNKNOWN_JUDGEMENT]
    assert states["REG-03"][State.PASS] > 3_000
    assert 0 < states["REG-03"][State.FAIL] <= 54
    assert states["REG-05"] == {State.NOT_APPLICABLE: len(found["REG-05"]) - 50, State.PASS: 45, State.FAIL: 5}
    suspended = [one for one in found["REG-01"] if one.reason is Reason.CODE_FAILS]
    assert 0 < len(suspended) <= 14
    provisional = [one for one in found["REG-08"] if one.state is State.PASS_PROVISIONAL]
    assert len([case for case in cases if case.provision == "SA"]) == 893
    assert len(provisional) >= 843
