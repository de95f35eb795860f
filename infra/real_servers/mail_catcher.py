"""Runs the mail catcher in the foreground until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import signal
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST = 25 * 1024 * 1024  # bytes a message, as large mail services take


class Catcher:
    """Stores a message whole before it says that it has it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - aiosmtpd's
        self.count += 1
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        heading = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n"
        name = f"{time.time_ns():020d}-{self.count:06d}.eml"
        partial = self.folder / f".{name}"
        partial.write_bytes(heading.encode() + content)
        partial.rename(self.folder / name)  # a reader never sees half a message
        return "250 OK"


async def serve(*, port: int, folder: Path) -> None:
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    catcher = Catcher(folder)
    server = await loop.create_server(
        lambda: SMTP(catcher, data_size_limit=LARGEST, enable_SMTPUTF8=True, loop=loop), "127.0.0.1", port
    )
    async with server:
        await stopped.wait()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--folder", type=Path, required=True)
    given = arguments.parse_args()
    asyncio.run(serve(port=given.port, folder=given.folder))
