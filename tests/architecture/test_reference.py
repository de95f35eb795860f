import os
import re
import subprocess
import sys
from pathlib import Path

from tests.architecture.reference import PAGE

ENTRY = re.compile(r"^\| `(?P<name>[^`\[]+?)(?: [A-Z\[][^`]*)?` \| (?P<words>[^|]*) \|", re.MULTILINE)


def entries(page: str) -> dict[str, str]:
    """Names of commands, events and filters, each with what it says of itself."""
    return {found["name"]: found["words"].strip() for found in ENTRY.finditer(page)}


def test_every_command_event_and_filter_is_on_the_reference_page_and_no_other(tmp_path: Path) -> None:
    # In a process of its own: classes that other tests define must not be on the page.
    program = "from tests.architecture.reference import page; print(page(), end='')"
    environment = os.environ | {"REGISTER_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PAGE.parents[1],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    wanted, written = entries(done.stdout), entries(PAGE.read_text())
    assert len(wanted) > 60
    assert set(written) == set(wanted), "docs/reference.md is behind the code; run: make docs"


def test_everything_on_the_reference_page_says_what_it_is() -> None:
    assert not [name for name, words in entries(PAGE.read_text()).items() if not words]
