"""What every virus scanner promises: that nothing is called clean unless it was looked at."""

import os
import socket
import threading
from io import BytesIO

import pytest

from infra.real_servers.clamav import TEST_VIRUS
from register.adapters.clamd_scanner import ClamdScanner
from register.adapters.no_scanner import NoScanner
from register.core.errors import Unavailable
from register.core.scanning import Scanner, ScansNothing, Verdict

CLEAN = b"%PDF-1.7 an invented certificate " * 1000


def clamd() -> ClamdScanner:
    host, _, port = os.environ["REGISTER_TEST_CLAMD"].rpartition(":")
    return ClamdScanner(host, int(port), seconds=20)


@pytest.fixture(
    params=[
        pytest.param(NoScanner, id="none"),
        pytest.param(clamd, id="clamd", marks=pytest.mark.real_server("REGISTER_TEST_CLAMD")),
    ]
)
def scanner(request: pytest.FixtureRequest) -> Scanner:
    built: Scanner = request.param()
    return built


def test_what_nobody_looked_at_is_never_called_clean(scanner: Scanner) -> None:
    nobody_looks = isinstance(scanner, ScansNothing)
    assert scanner.scan(BytesIO(CLEAN)).verdict is (Verdict.NOT_SCANNED if nobody_looks else Verdict.CLEAN)


def test_the_test_virus_is_never_called_clean(scanner: Scanner) -> None:
    assert scanner.scan(BytesIO(TEST_VIRUS)).verdict is not Verdict.CLEAN


def test_a_scanner_that_works_says_so(scanner: Scanner) -> None:
    scanner.check()


@pytest.mark.real_server("REGISTER_TEST_CLAMD")
def test_clamd_finds_the_test_virus_and_names_it() -> None:
    found = clamd().scan(BytesIO(TEST_VIRUS))
    assert found.verdict is Verdict.INFECTED
    assert found.signature.startswith("Eicar-Test")
    assert found.engine.startswith("ClamAV_")


@pytest.mark.real_server("REGISTER_TEST_CLAMD")
def test_clamd_reads_a_file_from_its_start() -> None:
    source = BytesIO(TEST_VIRUS)
    source.read()
    assert clamd().scan(source).verdict is Verdict.INFECTED


@pytest.mark.real_server("REGISTER_TEST_CLAMD")
def test_clamd_finds_the_test_virus_at_the_end_of_a_long_file() -> None:
    assert clamd().scan(BytesIO(b"0" * 12_000_000 + TEST_VIRUS)).verdict is Verdict.INFECTED


def test_a_scanner_that_is_away_says_so_and_calls_nothing_clean() -> None:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        away = ClamdScanner("127.0.0.1", asked.getsockname()[1], seconds=2)
        with pytest.raises(Unavailable):
            away.scan(BytesIO(CLEAN))
        with pytest.raises(Unavailable):
            away.check()


@pytest.mark.parametrize(
    "answer",
    [b"", b"nonsense\0", b"stream: Can't allocate memory ERROR\0", b"INSTREAM size limit exceeded. ERROR\0"],
    ids=["cut off", "no answer of clamd's", "an error", "too long"],
)
def test_an_answer_that_is_no_verdict_calls_nothing_clean(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            version, _ = server.accept()
            with version:
                version.recv(64)
                version.sendall(b"ClamAV 1.4.6\0")
            connection, _ = server.accept()
            with connection:
                taken = b""
                while not taken.endswith(b"\0\0\0\0"):
                    taken += connection.recv(1 << 16)
                connection.sendall(answer)

        serving = threading.Thread(target=serve)
        serving.start()
        with pytest.raises(Unavailable):
            ClamdScanner("127.0.0.1", server.getsockname()[1], seconds=5).scan(BytesIO(CLEAN))
        serving.join()
