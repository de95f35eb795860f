"""Each slice has the same few files, and each kind of file reaches only what its job needs."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

# One job a file; `events` says what happened, for the audit and the outbox.
FILES = {
    "routes", "api", "commands", "handlers", "schemas", "services", "queries", "models", "ports", "domain", "events",
}  # fmt: skip
# What a slice has besides, because it is about something of its own.
BESIDES = {
    "prequal/requirements": {"data"},
    "register/evidence": {"content"},
    "register/geography": {"data"},
    "register/regulators": {"importers"},
    "search/engine": {"adapters", "documents", "filters", "indexer", "request", "service", "words"},
}
NOT_SLICES = {"register/core", "register/adapters", "register/pages", "register/demo"}
WEB = {"flask", "werkzeug", "flask_login", "flask_wtf"}
# Where adapters and settings are found; they say nothing of a request.
CONTEXT = {"flask.current_app", "flask.Flask"}
# Errors, identifiers and roles are plain values; gettext marks the words that rules give as reasons.
PURE = {"register.core.errors", "register.core.identifiers", "register.core.access", "flask_babel"}


def slice_of(path: Path) -> str | None:
    """Name the slice that a file is in, as its folder."""
    if len(path.parts) < 3 or path.parts[0] not in {"register", "search", "prequal"}:
        return None
    folder = "/".join(path.parts[:2])
    return None if folder in NOT_SLICES else folder


def imported(module: ast.Module) -> Iterator[str]:
    """Give the names of imported modules; of the web's also what is taken from them."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            name = node.module or ""
            yield from (f"{name}.{alias.name}" for alias in node.names) if name in WEB else (name,)


@pytest.fixture
def of_kind(
    python_files: tuple[Path, ...], tree: Callable[[Path], ast.Module]
) -> Callable[[str], list[tuple[Path, set[str]]]]:
    """Find the files of one kind in all slices, each with what it imports."""

    def find(kind: str) -> list[tuple[Path, set[str]]]:
        found = [path for path in python_files if slice_of(path) and Path(path.parts[2]).stem == kind]
        return [(path, set(imported(tree(path)))) for path in found]

    return find


def test_a_slice_holds_only_the_files_of_the_house(files: tuple[Path, ...]) -> None:
    strange = {
        str(path)
        for path in files
        if (folder := slice_of(path))
        and Path(path.parts[2]).stem not in FILES | BESIDES.get(folder, set()) | {"__init__"}
    }
    assert not strange


def test_rules_are_pure(of_kind: Callable[[str], list[tuple[Path, set[str]]]]) -> None:
    impure = {
        f"{path}: {name}"
        for path, names in of_kind("domain")
        for name in names
        if name.split(".")[0] not in sys.stdlib_module_names
        and name.removesuffix(".gettext").removesuffix(".lazy_gettext") not in PURE
        and ".domain" not in name
    }
    assert not impure


@pytest.mark.parametrize("kind", ["services", "queries", "models", "schemas", "ports"])
def test_use_cases_do_not_know_http(of_kind: Callable[[str], list[tuple[Path, set[str]]]], kind: str) -> None:
    knowing = {
        f"{path}: {name}" for path, names in of_kind(kind) for name in names - CONTEXT if name.split(".")[0] in WEB
    }
    assert not knowing


@pytest.mark.parametrize("kind", ["services", "queries", "models", "domain", "schemas"])
def test_nothing_inside_reads_the_clock(
    root: Path, of_kind: Callable[[str], list[tuple[Path, set[str]]]], kind: str
) -> None:
    reading = re.compile(r"\bclock\.now\(|datetime\.(?:now|utcnow|today)\(|date\.today\(")
    late = [str(path) for path, _ in of_kind(kind) if reading.search((root / path).read_text())]
    assert not late


def test_only_routes_and_other_edges_open_transactions(
    root: Path, of_kind: Callable[[str], list[tuple[Path, set[str]]]]
) -> None:
    opened = re.compile(r"\bwith transaction\(\)|\.commit\(\)")
    inside = [
        str(path)
        for kind in ("queries", "models", "domain", "schemas")
        for path, _ in of_kind(kind)
        if opened.search((root / path).read_text())
    ]
    assert not inside
