"""What every test may use.

A missing folder or server fails with CI=true; elsewhere the last lines list what was not run.
"""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
NOT_RUN = pytest.StashKey[dict[str, int]]()
NEEDS = {
    "real_data": ("published files in ../shared/data", (SHARED / "data").is_dir),
    "real_server": (
        "REGISTER_TEST_POSTGRESQL (infra/servers up postgresql)",
        lambda: bool(os.environ.get("REGISTER_TEST_POSTGRESQL")),
    ),
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    not_run: dict[str, int] = {}
    kept: list[pytest.Item] = []
    for item in items:
        lacking = [NEEDS[mark][0] for mark in NEEDS if item.get_closest_marker(mark) and not NEEDS[mark][1]()]
        if lacking and os.environ.get("CI") != "true":
            not_run[lacking[0]] = not_run.get(lacking[0], 0) + 1
        else:
            kept.append(item)
    config.stash[NOT_RUN] = not_run
    items[:] = kept


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for what, count in config.stash.get(NOT_RUN, {}).items():
        terminalreporter.write_line(f"not run: {count} tests that need {what}")


@pytest.fixture
def shared_data() -> Path:
    folder = SHARED / "data"
    assert folder.is_dir(), "the published files are missing: ../shared/data"
    return folder
