from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from search.engine.adapters.embedded import EmbeddedIndex
from search.engine.ports import VacancyIndex

# One entry an engine: how to open its index, given a folder that is this test's alone. Opening it again opens the same.
ENGINES: dict[str, Callable[[Path], EmbeddedIndex]] = {"embedded": EmbeddedIndex}


@pytest.fixture(params=list(ENGINES))
def open_index(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], VacancyIndex]:
    return lambda: ENGINES[request.param](tmp_path / "index")


@pytest.fixture
def index(open_index: Callable[[], VacancyIndex]) -> VacancyIndex:
    """An index that is there and holds nothing."""
    opened = open_index()
    with opened.rebuild() as session:
        session.swap(tuple)
    return opened
