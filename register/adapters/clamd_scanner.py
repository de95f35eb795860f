"""Viruses, looked for by clamd over the network.

Its protocol is a dozen lines (man clamd, INSTREAM): the package that speaks it is of 2014, may send half a piece of a
file, and shares one connection between threads.
"""

import re
import socket
import struct
from typing import BinaryIO

from register.core.errors import Unavailable
from register.core.scanning import Scan, Verdict

_AWAY = "The virus scanner does not answer."
_AT_ONCE = 1 << 16
_LONGEST_ANSWER = 4096
_NOT_A_CODE = re.compile(r"[^A-Za-z0-9_.:/+\-]")
_VERSION = re.compile(r"ClamAV [\w.\-+]+(?:/\d+)?")


class ClamdScanner:
    """Sends each file over a connection of its own; the scanner needs no file that both can see."""

    def __init__(self, host: str, port: int, *, seconds: float) -> None:
        self.place = (host, port)
        self.seconds = seconds

    def scan(self, source: BinaryIO) -> Scan:
        """Stream the file from its start."""
        source.seek(0)
        # Which signatures looked is asked first: those that looked are then at least as new.
        engine = _VERSION.match(self._ask(b"VERSION"))
        answer = self._ask(b"INSTREAM", source)
        if answer == "stream: OK":
            return Scan(Verdict.CLEAN, engine=_code(engine.group()) if engine else "")
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            signature = answer.removeprefix("stream: ").removesuffix(" FOUND")
            return Scan(Verdict.INFECTED, signature=_code(signature), engine=_code(engine.group()) if engine else "")
        raise Unavailable("The virus scanner could not look at this file.")

    def check(self) -> None:
        """Send PING."""
        if self._ask(b"PING") != "PONG":
            raise Unavailable(_AWAY)

    def _ask(self, command: bytes, source: BinaryIO | None = None) -> str:
        try:
            with socket.create_connection(self.place, timeout=self.seconds) as connection:
                connection.sendall(b"z" + command + b"\0")
                if source is not None:
                    while part := source.read(_AT_ONCE):
                        connection.sendall(struct.pack("!L", len(part)) + part)
                    connection.sendall(struct.pack("!L", 0))
                return _answer(connection)
        except OSError:
            # A file longer than it takes ends here too: it answers early and cuts the connection.
            raise Unavailable(_AWAY) from None


def _answer(connection: socket.socket) -> str:
    taken = b""
    while not taken.endswith(b"\0") and len(taken) < _LONGEST_ANSWER:
        part = connection.recv(_LONGEST_ANSWER)
        if not part:
            break
        taken += part
    return taken.rstrip(b"\0").decode(errors="replace").strip()


def _code(text: str) -> str:
    return _NOT_A_CODE.sub("_", text)[:80]
