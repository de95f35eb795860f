"""Which tests run where.

A test that needs something that not every machine has says so: `real_data` (the published files beside the checkout),
`real_server("REGISTER_TEST_…")` (a server, as infra/servers prints them; PostgreSQL when none is named). What a
machine lacks is left out and listed at the end, with what to do about it; with CI=true it fails instead. Journeys and
chaos run when they are asked for.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A rule is right or wrong; how long a loaded machine takes to say so is not what a property test asks.
settings.register_profile("register", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("register")

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
ON_REQUEST = {"journeys": "make journeys", "chaos": "make chaos"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NOT_RUN = pytest.StashKey[Counter[str]]()
IN_CI = os.environ.get("CI", "").lower() in {"true", "1"}


def lacking(item: pytest.Item) -> Iterator[str]:
    """What a test needs and this machine lacks, each with what would help."""
    if item.get_closest_marker("real_data") and not DATA.is_dir():
        yield f"the published data is not in {os.path.relpath(DATA, ROOT)}; put the folder there"
    for marker in item.iter_markers("real_server"):
        for name in marker.args or ("REGISTER_TEST_POSTGRESQL",):
            if not os.environ.get(name):
                yield f"{name} is not set; infra/servers up prints it (docs/how-to/real-servers.md)"
    if folder(item) == "journeys" and not any(shutil.which(name) for name in BROWSERS):
        yield "there is no Chromium on the path; install one (Debian: apt-get install chromium), then make journeys"


def folder(item: pytest.Item) -> str:
    """Name the folder below tests/ that a test is in."""
    parts = item.path.relative_to(ROOT).parts
    return parts[1] if len(parts) > 2 else ""


def asked_for(config: pytest.Config, name: str) -> bool:
    """Whether the command line points into a folder."""
    wanted = ROOT / "tests" / name
    paths = (
        Path(argument.split("::")[0]) for argument in config.invocation_params.args if not argument.startswith("-")
    )
    return any((config.invocation_params.dir / path).resolve().is_relative_to(wanted) for path in paths)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    not_run = config.stash.setdefault(NOT_RUN, Counter())
    wanted, left_out = [], []
    for item in items:
        name = folder(item)
        reasons = list(lacking(item))
        if name in ON_REQUEST and not asked_for(config, name):
            reasons = [f"tests/{name} runs on request: {ON_REQUEST[name]}"]
        elif IN_CI:
            reasons = []  # fails when its turn comes
        not_run.update(reasons)
        (left_out if reasons else wanted).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = wanted


def pytest_runtest_setup(item: pytest.Item) -> None:
    for reason in lacking(item):  # only in CI do such tests get here
        pytest.fail(f"CI=true, but {reason}", pytrace=False)


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)  # in a process of pytest-xdist
    if output is not None:
        output["not_run"] = dict(session.config.stash.get(NOT_RUN, Counter()))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    told = getattr(node, "workeroutput", {}).get("not_run", {})
    config: pytest.Config = node.config  # type: ignore[attr-defined]  # xdist's, which publishes no types
    config.stash[NOT_RUN] = Counter(told) | config.stash.get(NOT_RUN, Counter())  # each process collects the same


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    not_run = config.stash.get(NOT_RUN, Counter())
    if not_run:
        terminalreporter.section("not run here")
        for reason, count in sorted(not_run.items()):
            terminalreporter.line(f"{count:5} tests: {reason}")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of published files; the test that uses it carries the mark `real_data`."""
    return DATA
