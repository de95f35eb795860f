"""The service stops when it is told to, whoever still holds a connection to it."""

import socket
import time
from pathlib import Path

from tests.journeys.running import Register


def test_an_idle_browser_does_not_keep_the_service_from_stopping(tmp_path: Path) -> None:
    service = Register(tmp_path)
    service.know_places()
    service.start()
    with socket.create_connection(("127.0.0.1", service.port)) as waiting:
        waiting.sendall(b"GET / HTTP/1.1\r\nHost:")  # and never the rest
        time.sleep(1)
        began = time.monotonic()
        service.stop()
    assert time.monotonic() - began < 15
