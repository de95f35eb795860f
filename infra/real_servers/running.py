"""Starting, watching and stopping a server's process, and remembering which one is ours.

A record holds the process id and its start time: a process id alone may by now belong to someone else's program.
"""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from infra.real_servers.place import base
from infra.real_servers.server import RefusedError, Server

UNPRIVILEGED = "nobody"
SECONDS_TO_STOP = 15.0


@dataclass(frozen=True)
class Record:
    """A process that we started: id, start time (seconds since 1970, as the system tells it) and port."""

    pid: int
    started: float
    port: int

    def process(self) -> psutil.Process | None:
        """Find the process, when it still is the one that we started."""
        try:
            process = psutil.Process(self.pid)
            ours = abs(process.create_time() - self.started) < 1 and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return None
        return process if ours else None


@contextmanager
def alone() -> Iterator[None]:
    """One `up` or `down` of this checkout at a time."""
    with (base() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def home_of(server: Server) -> Path:
    home = base() / server.name
    home.mkdir(exist_ok=True)
    return home


def running(server: Server) -> Record | None:
    """Read the record of a running server of ours."""
    try:
        record = Record(**json.loads(_record_file(server).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return record if record.process() else None


def up(server: Server) -> tuple[Record, bool]:
    """Start it, unless it runs already; return its record and whether it was started now."""
    home = home_of(server)
    already = running(server)
    if already:
        if server.answers(home, port=already.port):
            return already, False
        raise RefusedError(
            f"{server.name} runs (process {already.pid}) but does not answer; try: infra/servers down {server.name}"
        )
    user = UNPRIVILEGED if server.needs_ordinary_user and os.geteuid() == 0 else None
    if user:
        _give(home, user)
    server.prepare(home, user=user)
    port = _free_port(home)
    log = home / "log"
    with log.open("ab") as output:
        child = subprocess.Popen(
            server.command(home, port=port),
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
            start_new_session=True,
        )
    record = Record(pid=child.pid, started=psutil.Process(child.pid).create_time(), port=port)
    _record_file(server).write_text(json.dumps(asdict(record)))
    _wait(server, home, child, port, log)
    server.furnish(home, port=port)
    return record, True


def down(server: Server, *, remove: bool = False) -> bool:
    """Stop it if it is ours; return whether there was anything to stop."""
    record = running(server)
    process = record.process() if record else None
    if process:
        process.send_signal(server.stop_signal)
        try:
            process.wait(SECONDS_TO_STOP)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(SECONDS_TO_STOP)
    _record_file(server).unlink(missing_ok=True)
    if remove:
        shutil.rmtree(home_of(server))
    return process is not None


def _record_file(server: Server) -> Path:
    return base() / f"{server.name}.json"


def _give(home: Path, user: str) -> None:
    """Let the user who runs it own the server's folder; the passwords in it stay root's."""
    shutil.chown(home, user)


def _free_port(home: Path) -> int:
    """Take the port of last time while it is free, so that settings once noted stay true; else a free one."""
    kept = home / "port"
    wanted = int(kept.read_text()) if kept.exists() else 0
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found = int(probe.getsockname()[1])
            kept.write_text(str(found))
            return found
    raise RefusedError("there is no free port on loopback")


def _wait(server: Server, home: Path, child: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + server.seconds_to_answer
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise RefusedError(f"{server.name} ended with status {child.returncode}; the end of {log}:\n{_tail(log)}")
        if server.answers(home, port=port):
            return
        time.sleep(0.1)
    down(server)
    raise RefusedError(
        f"{server.name} did not answer within {server.seconds_to_answer:.0f} s; the end of {log}:\n{_tail(log)}"
    )


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:])
