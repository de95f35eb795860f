"""The migrations are one line of numbered steps."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest

NAME = re.compile(r"^\d{4}_[a-z0-9_]+\.py$")


def value(module: ast.Module, name: str) -> object:
    """A module-level constant, read without running the module."""
    for node in module.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if any(isinstance(target, ast.Name) and target.id == name for target in targets) and node.value:  # type: ignore[attr-defined]
            return ast.literal_eval(node.value)  # type: ignore[attr-defined]
    raise AssertionError(f"no {name}")


@pytest.fixture
def migrations(files: tuple[Path, ...], tree: Callable[[Path], ast.Module]) -> dict[Path, ast.Module]:
    return {path: tree(path) for path in files if path.match("migrations/versions/*.py")}


def test_every_migration_is_named_by_number_and_purpose(migrations: dict[Path, ast.Module]) -> None:
    assert not [str(path) for path in migrations if not NAME.match(path.name)]


def test_the_migrations_have_one_beginning_one_end_and_no_fork(migrations: dict[Path, ast.Module]) -> None:
    revisions = [value(module, "revision") for module in migrations.values()]
    before = [value(module, "down_revision") for module in migrations.values()]
    assert len(set(revisions)) == len(revisions)
    assert len(set(before)) == len(before)
    if revisions:
        assert [revision for revision in before if revision not in revisions] == [None]


def test_no_migration_rebuilds_the_audit_table(root: Path, migrations: dict[Path, ast.Module]) -> None:
    rebuilt = re.compile(r"batch_alter_table\(\s*[\"']audit_event")
    assert not [str(path) for path in migrations if rebuilt.search((root / path).read_text())]
