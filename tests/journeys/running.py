"""The register as people meet it: its own commands, its own folder, its own worker, on a port of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

COMMAND = Path(sys.executable).with_name("vacancy-register")
PLACES = Path(__file__).resolve().parents[2] / "build" / "places"
SECONDS_TO_START = 120.0


class Register:
    """One instance of the service; `folder` is its REGISTER_DATA and holds its log."""

    def __init__(self, folder: Path, *, settings: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        # Settings of whoever runs the tests are no business of the service under test.
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("REGISTER_")}
        self.environment = inherited | {
            "REGISTER_DATA": str(folder),
            "REGISTER_PORT": str(self.port),
            "REGISTER_PUBLIC_URL": self.address,
            **(settings or {}),
        }
        self._server: subprocess.Popen[bytes] | None = None
        self.sign_ins: list[dict[str, Any]] = []  # of a fictional country, where it was filled with one

    def command(self, *arguments: str, fails: bool = False) -> dict[str, Any]:
        """Run one operational command with --json and return what it printed."""
        done = subprocess.run(
            [str(COMMAND), *arguments, "--json"], env=self.environment, capture_output=True, text=True, check=False
        )
        assert (done.returncode != 0) is fails, f"{arguments} ended with {done.returncode}: {done.stderr[-2000:]}"
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def know_places(self) -> None:
        """Take the store of postcodes and areas, which is built once for all journeys and kept in build/."""
        PLACES.mkdir(parents=True, exist_ok=True)
        environment = self.environment | {"REGISTER_DATA": str(PLACES)}
        subprocess.run([str(COMMAND), "geography", "build", "--json"], env=environment, check=True, capture_output=True)
        shutil.copy(PLACES / "geography.bin", self.folder)

    def start(self) -> None:
        """Serve, and return when the first page answers."""
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(
                [str(COMMAND), "serve", "--no-demo"], env=self.environment, stdout=log, stderr=log, cwd=self.folder
            )
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise AssertionError(f"the service does not answer: {self.said()[-3000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop as an operator would, and hold it to stopping."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(20)

    @property
    def log(self) -> Path:
        return self.folder / "service.log"

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.address, timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
