"""What the house rules are held against: the files of the checkout, as version control sees them."""

import ast
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def _files() -> tuple[Path, ...]:
    """Tracked files and new ones that are not ignored, as paths relative to the checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607 - whichever git is there
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return tuple(sorted(Path(name) for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_bytes(), filename=str(path))


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture
def files() -> tuple[Path, ...]:
    return _files()


@pytest.fixture
def python_files() -> tuple[Path, ...]:
    return tuple(path for path in _files() if path.suffix == ".py")


@pytest.fixture
def tree() -> Callable[[Path], ast.Module]:
    return _tree
