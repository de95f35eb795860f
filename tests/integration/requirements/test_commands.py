"""The national set at a terminal."""

import json
from typing import Any

from click.testing import CliRunner
from flask import Flask

from prequal.requirements.commands import requirements


def run(*arguments: str) -> tuple[int, str]:
    ran = CliRunner().invoke(requirements, arguments)
    return ran.exit_code, ran.output


def report(*arguments: str) -> dict[str, Any]:
    status, output = run(*arguments, "--json")
    assert status == 0
    found: dict[str, Any] = json.loads(output)
    return found


def test_everything_that_is_asked_is_listed(app: Flask):
    found = report("list")
    assert (found["set"], found["number"], len(found["requirements"])) == ("UKCSC-PQ", "1.0.0", 74)
    cover = next(one for one in found["requirements"] if one["key"] == "INS-02")
    assert cover["parameters"]["pence"] == {
        "unit": "pence", "default": 1_000_000_000, "least": 500_000_000, "most": 1_000_000_000, "choices": [],
        "below": "refused", "above": "reason", "lots_only": False,
    }  # fmt: skip
    assert cover["evidence"][0]["of"] == "insurance-cover/public-liability"
    assert cover["references"]["psq"] == []


def test_the_list_is_narrowed_by_provision_nation_and_theme(app: Flask):
    keys = [
        one["key"] for one in report("list", "--provision", "IFA", "--nation", "S", "--theme", "saf")["requirements"]
    ]
    assert keys == ["SAF-01", "SAF-02", "SAF-03", "SAF-05", "SAF-06", "SAF-08", "SAF-09", "SAF-10"]


def test_a_person_reads_one_line_a_requirement(app: Flask):
    status, output = run("list", "--theme", "INS")
    assert status == 0
    assert output.splitlines()[1].split() == ["INS-02", "GATE", "Public", "liability"]
    assert output.splitlines()[-1] == "6 requirements of UKCSC-PQ 1.0.0."


def test_a_provision_that_does_not_exist_is_a_wrong_call(app: Flask):
    assert run("list", "--provision", "CASTLE")[0] == 2


def test_the_check_lists_what_is_not_known_and_finds_no_mistake(app: Flask):
    found = report("check")
    assert (found["requirements"], found["versions"], found["mistakes"]) == (74, 76, [])
    assert found["rates_not_loaded"] == ["fostering-allowance"]
    assert "SAF-01" in found["without_reference"]["sq"]
    assert "INS-02" not in found["without_reference"]["espd"]
    assert "No PSQ reference is known of" in run("check")[1]


def test_a_set_does_not_differ_from_itself_and_an_unknown_one_is_refused(app: Flask):
    assert run("compare", "1.0.0", "1.0.0") == (0, "Nothing differs.\n")
    status, output = run("compare", "1.0.0", "9.0.0", "--json")
    assert (status, json.loads(output)["refused"]) == (1, "not-found")
