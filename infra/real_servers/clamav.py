"""The virus scanner clamd, from Debian's `clamav-daemon`, with one signature: the EICAR test file's."""

from __future__ import annotations

import base64
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from infra.real_servers.server import RefusedError

PLACES = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
PACKAGE = "clamav-daemon"
# Not as it is: a scanner that looks at this checkout would find it.
TEST_VIRUS = base64.b64decode(
    "WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo="
)


class ClamAv:
    """Knows nothing but the EICAR test file: signatures of real viruses come from a feed that tests do not need."""

    name = "clamd"
    about = f"virus scanner (Debian {PACKAGE}) that knows the EICAR test file"
    stop_signal: int = signal.SIGTERM
    needs_ordinary_user = True
    seconds_to_answer = 30.0

    def prepare(self, home: Path, *, user: str | None) -> None:
        if _program() is None:
            _install()
        signatures = home / "signatures"
        signatures.mkdir(exist_ok=True)
        (signatures / "eicar.ndb").write_text(f"Eicar-Test:0:*:{TEST_VIRUS.hex()}\n")
        if user:
            shutil.chown(signatures, user)

    def command(self, home: Path, *, port: int) -> list[str]:
        settings = {
            "DatabaseDirectory": home / "signatures",
            "TCPSocket": port,
            "TCPAddr": "127.0.0.1",
            "Foreground": "yes",
            "AlertExceedsMax": "yes",
        }
        (home / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        return [_program() or PACKAGE, f"--config-file={home / 'clamd.conf'}"]

    def answers(self, home: Path, *, port: int) -> bool:  # noqa: ARG002 - the Protocol's signature
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as asked:
                asked.sendall(b"zPING\0")
                return asked.recv(16) == b"PONG\0"
        except OSError:
            return False

    def furnish(self, home: Path, *, port: int) -> None:
        """Nothing: it has its signature."""

    def settings(self, home: Path, *, port: int) -> dict[str, str]:  # noqa: ARG002 - the Protocol's signature
        return {
            "REGISTER_SCANNER": "clamd",
            "REGISTER_CLAMD_HOST": "127.0.0.1",
            "REGISTER_CLAMD_PORT": str(port),
            "REGISTER_TEST_CLAMD": f"127.0.0.1:{port}",
        }


def _program() -> str | None:
    return shutil.which("clamd", path=PLACES)


def _install() -> None:
    words = f"clamd is missing; install Debian's {PACKAGE}: apt-get install {PACKAGE}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise RefusedError(words)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", PACKAGE]):
        subprocess.run(["apt-get", *arguments], env=environment, capture_output=True, check=False)
    if _program() is None:
        raise RefusedError(words)
