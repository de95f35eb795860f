"""Building and deriving at a terminal."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from register.core.errors import Unavailable
from register.geography.commands import geography
from register.geography.queries import current_gazetteer, gazetteer
from register.geography.queries.authorities import DATA
from register.geography.queries.store import FILE_NAME
from register.geography.services.build import whole_header
from register.geography.services.derive import derive_tables, write_tables
from tests.places import a_gazetteer, national_folder

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = (
    "import sys; from pathlib import Path; from register.geography.services.build import build_store; "
    "build_store(Path(sys.argv[1]), minimum=300)"
)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    shutil.copy(national_folder() / FILE_NAME, tmp_path / FILE_NAME)
    return tmp_path


def test_a_second_build_says_that_the_store_is_there(app: Flask, built: Path):
    ran = CliRunner().invoke(geography, ["build", "--json"])
    assert ran.exit_code == 0
    report = json.loads(ran.stdout)
    assert report["built"] is False
    assert report["authorities"] == 207
    assert report["postcodes"] > 2_700_000
    assert current_gazetteer().authorities.current("E08000035")


def test_until_it_is_built_the_part_that_needs_it_is_unavailable(app: Flask):
    with pytest.raises(Unavailable, match="geography build"):
        current_gazetteer()


def test_a_store_that_was_damaged_is_told_from_a_whole_one(built: Path):
    path = built / FILE_NAME
    assert whole_header(path) is not None
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff\xff\xff\xff")
    assert whole_header(path) is None  # so that the next build makes it anew


def test_a_build_that_is_killed_leaves_the_old_store_and_the_next_clears_up(built: Path):
    path = built / FILE_NAME
    before = path.read_bytes()[:4096]
    path.write_bytes(path.read_bytes()[:-1])  # makes the next build start
    building = subprocess.Popen([sys.executable, "-c", PROGRAM, str(built)], cwd=ROOT)
    time.sleep(1.5)
    os.kill(building.pid, signal.SIGKILL)
    building.wait()
    left = built / f".{FILE_NAME}.{building.pid}"
    left.write_bytes(b"half")
    assert path.read_bytes()[:4096] == before
    shutil.copy(national_folder() / FILE_NAME, path)
    subprocess.run([sys.executable, "-c", PROGRAM, str(built)], cwd=ROOT, check=True)
    assert not left.exists()
    assert path.read_bytes()[:4096] == before


@pytest.mark.real_data
def test_the_committed_tables_are_what_the_published_files_give(shared_data: Path, tmp_path: Path):
    derived = derive_tables(shared_data, DATA, gazetteer(national_folder()))
    assert derived.unresolved == []
    write_tables(derived.tables, tmp_path)
    for name in derived.tables:
        assert (tmp_path / name).read_text() == (DATA / name).read_text(), name


@pytest.mark.real_data
def test_tables_are_not_written_while_a_regulators_spelling_is_unknown(app: Flask, shared_data: Path, tmp_path: Path):
    a_gazetteer(tmp_path)
    source = tmp_path / "published"
    source.mkdir()
    for folder in ("geography", "looked_after_children"):
        (source / folder).symlink_to(shared_data / folder)
    (source / "ofsted").mkdir()
    (source / "ofsted" / "made_up.csv").write_text("URN,Local authority\nSC000001,Atlantis\nSC000002,Leeds\n")
    before = {path.name: path.read_bytes() for path in DATA.glob("*.csv")}
    ran = CliRunner().invoke(geography, ["derive", "--from", str(source), "--json"])
    assert ran.exit_code == 1
    assert json.loads(ran.stdout)["unresolved"] == ["Atlantis"]
    assert {path.name: path.read_bytes() for path in DATA.glob("*.csv")} == before
