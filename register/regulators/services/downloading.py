"""Fetching a regulator's file from the few hosts that are allowed, over TLS, up to a size."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from register.regulators.importers.rows import FileRefused

MOST_BYTES = 100_000_000
PIECE = 1 << 16
REDIRECTS = 5
SECONDS = 60
#: A publisher that sends a byte now and then is not waited for without end.
MOST_SECONDS = 900
REDIRECTED = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, 307, 308}


def is_address(target: str) -> bool:
    """Return whether what was given is an address to fetch, not a file's name."""
    return "://" in target


def checked_address(address: str, hosts: Sequence[str]) -> str:
    """Return the address. Raises FileRefused for any but https on one of the hosts, on its usual port."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:  # "https://[", a port of letters
        raise FileRefused("download", "This is no address. Check it, or give the name of a file.") from None
    if parts.scheme != "https" or port not in (None, 443) or parts.username or parts.hostname not in hosts:
        allowed = ", ".join(hosts)
        raise FileRefused(
            "download",
            f"Files are fetched over https from {allowed} only. Download it yourself and give the file's name.",
        )
    return address


@contextmanager
def fetched(address: str, *, hosts: Sequence[str], folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield the fetched file and its name; it is removed afterwards. Raises FileRefused where it cannot be had."""
    with tempfile.TemporaryDirectory(dir=folder, prefix="download-") as place:
        path = Path(place) / "file"
        checked = checked_address(address, hosts)
        name = PurePosixPath(unquote(urlsplit(checked).path)).name or "download"
        try:
            _fetch(checked, hosts, path)
        except (OSError, HTTPException, UnicodeError) as error:
            raise FileRefused(
                "download",
                f"The file could not be fetched ({type(error).__name__}). Try again, or download it yourself.",
            ) from None
        yield path, name


def _fetch(address: str, hosts: Sequence[str], path: Path) -> None:
    for _ in range(REDIRECTS + 1):
        parts = urlsplit(checked_address(address, hosts))
        connection = HTTPSConnection(parts.hostname or "", timeout=SECONDS)
        try:
            target = parts.path or "/"
            connection.request("GET", f"{target}?{parts.query}" if parts.query else target)
            answer = connection.getresponse()
            if answer.status in REDIRECTED:
                address = urljoin(address, answer.headers.get("Location", ""))
                continue
            if answer.status != HTTPStatus.OK:
                raise FileRefused(
                    "download", f"The publisher answered {answer.status}. Look for the file's new address."
                )
            _save(answer, path)
            return
        finally:
            connection.close()
    raise FileRefused("download", "The publisher sends us from one address to another. Download the file yourself.")


def _save(answer: HTTPResponse, path: Path) -> None:
    size, until = 0, time.monotonic() + MOST_SECONDS
    with path.open("wb") as file:
        while piece := answer.read1(PIECE):
            size += len(piece)
            if time.monotonic() > until:
                raise FileRefused("download", "The publisher is too slow. Try again, or download it yourself.")
            if size > MOST_BYTES:
                raise FileRefused("too-big", f"The file has more than {MOST_BYTES:,} bytes. Check what it is.")
            file.write(piece)
    promised = answer.headers.get("Content-Length")
    if promised is not None and promised != str(size):
        raise FileRefused("download", "The file came cut short. Try again, or download it yourself.")
