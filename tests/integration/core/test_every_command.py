"""Every operational command, found in the code: `--json` prints one object and nothing else; 0, 1 and 2 mean the same.

A command's required arguments are made up where CALLS has none for it; most are then refused, which must be said in
the same form.
"""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from register.cli import main
from tests.architecture.reference import leaves

COMMANDS = {path.removeprefix("vacancy-register "): one for path, one in leaves(main, "vacancy-register")}
# They run until they are told to stop.
RUNNING = {"serve", "worker"}
# Tried where their own work is, because it takes long.
LONG = {"geography build"}
# Calls that are carried out on an empty, migrated database.
CALLS = {
    "audit verify": [],
    "db check": [],
    "db upgrade": [],
    "demo-code": ["JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"],
    "organisation add": ["--kind", "provider", "--name", "Invented Care Limited"],
    "organisation authorities": [],
    "organisation list": [],
    "person invite": ["--role", "register-administrator", "ada@council.example"],
}
OPERATIONAL = sorted(COMMANDS.keys() - RUNNING - LONG)


Environment = dict[str, str]


def run(environment: Environment, path: str, *arguments: str) -> Result:
    return CliRunner(env=environment).invoke(main, [*path.split(), *arguments])


def made_up(command: click.Command) -> list[str]:
    """Return a call with everything that is required and nothing that there is."""
    call: list[str] = []
    for parameter in command.params:
        if parameter.required:
            kind = parameter.type
            value = str(next(iter(kind.choices))) if isinstance(kind, click.Choice) else "nothing"
            call += [value] if isinstance(parameter, click.Argument) else [parameter.opts[0], value]
    return call


@pytest.fixture
def bare(tmp_path: Path) -> Environment:
    """A data folder in which nothing was made yet."""
    return {"REGISTER_DATA": str(tmp_path / "data")}


@pytest.fixture
def migrated(bare: Environment, database: str, owned_database: str) -> Environment:
    """An empty, migrated database."""
    return bare | {"REGISTER_DATABASE_URL": database, "REGISTER_MIGRATION_URL": owned_database}


@pytest.mark.parametrize("path", sorted(COMMANDS.keys() - RUNNING))
def test_every_command_can_print_json(path: str) -> None:
    assert "--json" in {option for one in COMMANDS[path].params for option in one.opts}


def check(result: Result) -> None:
    assert result.exit_code in {0, 1, 2}, (result.exit_code, result.exception)
    if result.exit_code == 2:
        assert result.stdout == ""
        assert "Error" in result.stderr
        return
    assert result.stdout.count("\n") == 1, "one object, on one line"
    report = json.loads(result.stdout)
    assert isinstance(report, dict)
    assert result.stderr == "", "what is refused is said in the object"
    if "refused" in report:
        assert result.exit_code == 1
        assert report["why"]


@pytest.mark.parametrize("path", OPERATIONAL)
def test_on_an_empty_register_every_command_says_in_one_object_what_it_did(path: str, migrated: Environment) -> None:
    result = run(migrated, path, *CALLS.get(path, made_up(COMMANDS[path])), "--json")
    check(result)
    assert path not in CALLS or result.exit_code == 0, result.output


@pytest.mark.parametrize("path", OPERATIONAL)
def test_without_a_database_every_command_ends_in_one_object_all_the_same(path: str, bare: Environment) -> None:
    result = run(bare, path, *CALLS.get(path, made_up(COMMANDS[path])), "--json")
    check(result)


@pytest.mark.parametrize("path", OPERATIONAL)
def test_a_call_with_an_option_that_there_is_not_is_wrong(path: str, bare: Environment) -> None:
    result = run(bare, path, *made_up(COMMANDS[path]), "--no-such-option", "--json")
    assert result.exit_code == 2
    assert result.stdout == ""


@pytest.mark.parametrize("path", sorted(CALLS))
def test_without_json_words_are_for_people(path: str, migrated: Environment) -> None:
    result = run(migrated, path, *CALLS[path])
    assert result.exit_code == 0
    assert not result.stdout.startswith("{")
    assert path == "organisation list" or result.stdout.strip()


def test_no_exception_outlives_its_command() -> None:
    assert CALLS.keys() | RUNNING | LONG <= COMMANDS.keys()
