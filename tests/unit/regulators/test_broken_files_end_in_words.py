"""Three hundred broken files: each is refused in words or reported row by row, and none takes the process with it."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.unit.regulators.broken_files import GOOD, broken_files

ROOT = Path(__file__).resolve().parents[3]
#: Broken in a way that harms nothing that is read: what was hit is not the list, or is blank.
HARMLESS = {"endless-commas.csv"}
Told = dict[str, object]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[Told]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.regulators.broken_files", str(tmp_path_factory.mktemp("broken"))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_one_of_them_is_read_to_an_end(told: list[Told]) -> None:
    names = [name for name, _ in broken_files()]
    assert len(names) >= 300
    assert len(set(names)) == len(names)
    assert [one["name"] for one in told] == names


def test_each_is_refused_in_words_or_reported_row_by_row(told: list[Told]) -> None:
    silent = [
        one["name"]
        for one in told
        if "refused" not in one
        and not one["rejected"]
        and not (one["name"] in HARMLESS or (str(one["name"]).startswith("turned") and one["read"] == GOOD))
    ]
    assert not silent
    assert all(one.get("explained", True) for one in told)
    for one in told:
        words = str(one.get("words", "A sentence with a remedy. "))
        assert len(words) >= 20
        assert words[0].isupper()


def test_what_cannot_be_read_is_named_for_what_it_is(told: list[Told]) -> None:
    codes = {str(one["name"]): one.get("refused") for one in told}
    bombs = Counter(codes[name] for name in codes if name.startswith(("bomb", "grid")))
    assert set(bombs) == {"zip-bomb", "broken"}
    assert codes["bomb-ratio.ods"] == codes["bomb-says-much.ods"] == codes["grid-rows-between.ods"] == "zip-bomb"
    assert codes["workbook-encrypted.ods"] == "encrypted"
    assert codes["endless-blank-lines.csv"] == codes["endless-size.csv"] == "too-big"
    assert codes["workbook-not-closed.ods"] == "broken"
    assert codes["heading-none.ods"] == "unknown-layout"


def test_none_takes_much_memory_or_time(told: list[Told]) -> None:
    assert max(int(str(one["peak"])) for one in told) < 300_000_000
    assert max(float(str(one["seconds"])) for one in told) < 10
