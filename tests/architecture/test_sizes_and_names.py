"""Files stay small enough to read, and are named for what they do."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "stuff", "manager", "base"}
NUMBERED = re.compile(r"^(routes|api|commands|handlers|schemas|services|queries|models|ports|domain)_?\d+$")


def lines(path: Path) -> int:
    return path.read_text().count("\n")


def test_no_source_file_is_longer_than_400_lines(root: Path, files: tuple[Path, ...]) -> None:
    long = {
        str(path): lines(root / path)
        for path in files
        if path.suffix in {".py", ".html", ".js", ".css", ".sh"} and lines(root / path) > LONGEST_FILE
    }
    assert not long


def test_no_function_is_longer_than_60_lines(
    python_files: tuple[Path, ...], tree: Callable[[Path], ast.Module]
) -> None:
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path in python_files
        if path.parts[0] != "migrations"  # one upgrade may create many tables
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long


def test_no_file_or_folder_has_a_name_that_says_nothing(files: tuple[Path, ...]) -> None:
    names = {(path, Path(part).stem.lower().lstrip("_")) for path in files for part in path.parts}
    assert not sorted(str(path) for path, name in names if name in SAY_NOTHING or NUMBERED.match(name))
