"""The command line of `infra/servers`."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
import time

from infra.real_servers import running
from infra.real_servers.catalogue import SERVERS
from infra.real_servers.server import RefusedError, Server

DONE, INCOMPLETE = 0, 1


def main(arguments: list[str]) -> int:
    """Do what was asked; words go to standard error, settings or the JSON object to standard output."""
    asked = _parser().parse_args(arguments)
    servers = [SERVERS[name] for name in asked.names or SERVERS]
    told: dict[str, dict[str, object]] = {}
    failed = False
    for server in servers:
        try:
            with running.alone():
                told[server.name] = _ACTIONS[asked.action](server, asked)
        except (RefusedError, OSError) as problem:
            failed = True
            told[server.name] = {"state": "failed", "problem": str(problem)}
            print(f"{server.name}: {problem}", file=sys.stderr)
    settings: dict[str, str] = {}
    for one in told.values():
        found = one.get("settings")
        if isinstance(found, dict):
            settings |= found
    if asked.json:
        print(json.dumps({"servers": told, "settings": settings}, indent=2))
    else:
        for key, value in settings.items():
            print(f"{key}={shlex.quote(value)}")
    incomplete = asked.action == "status" and any(one["state"] != "up" for one in told.values())
    return INCOMPLETE if failed or incomplete else DONE


def _up(server: Server, asked: argparse.Namespace) -> dict[str, object]:  # noqa: ARG001 - one shape for all actions
    began = time.monotonic()
    record, started = running.up(server)
    words = f"answers after {time.monotonic() - began:.1f} s" if started else "was up already"
    print(f"{server.name}: {words} (process {record.pid}, port {record.port})", file=sys.stderr)
    return _state(server, record) | {"started": started}


def _down(server: Server, asked: argparse.Namespace) -> dict[str, object]:
    stopped = running.down(server, remove=asked.remove)
    print(f"{server.name}: {'stopped' if stopped else 'was not running'}", file=sys.stderr)
    return {"state": "down", "stopped": stopped}


def _status(server: Server, asked: argparse.Namespace) -> dict[str, object]:  # noqa: ARG001 - as above
    record = running.running(server)
    if record is None:
        print(f"{server.name}: down ({server.about})", file=sys.stderr)
        return {"state": "down"}
    state = _state(server, record)
    print(f"{server.name}: {state['state']} (process {record.pid}, port {record.port})", file=sys.stderr)
    return state


def _state(server: Server, record: running.Record) -> dict[str, object]:
    home = running.home_of(server)
    if not server.answers(home, port=record.port):
        return {"state": "silent", "pid": record.pid, "port": record.port}
    settings = server.settings(home, port=record.port)
    return {"state": "up", "pid": record.pid, "port": record.port, "settings": settings}


_ACTIONS = {"up": _up, "down": _down, "status": _status}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="infra/servers",
        description="Real servers on loopback for tests and trials.",
        epilog="Servers: " + "; ".join(f"{server.name}: {server.about}" for server in SERVERS.values()),
    )
    parser.add_argument("action", choices=sorted(_ACTIONS))
    parser.add_argument(
        "names", metavar="NAME", nargs="*", choices=[*SERVERS, []], help="which; all when none is named"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser.add_argument("--remove", action="store_true", help="with down: forget its data too")
    return parser
