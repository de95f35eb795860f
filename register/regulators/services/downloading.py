"""Fetching a regulator's file from the few hosts that are allowed, over TLS, up to a size."""

import tempfile
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
REDIRECTED = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, 307, 308}


def is_address(target: str) -> bool:
    """Return whether what was given is an address to fetch, not a file's name."""
    return "://" in target


def checked_address(address: str, hosts: Sequence[str]) -> str:
    """Return the address. Raises FileRefused for any but https on one of the hosts, on its usual port."""
    parts = urlsplit(address)
    if parts.scheme != "https" or parts.port not in (None, 443) or parts.username or parts.hostname not in hosts:
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
        name = PurePosixPath(unquote(urlsplit(address).path)).name or "download"
        try:
            _fetch(address, hosts, path)
        except (OSError, HTTPException) as error:
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
    size = 0
    with path.open("wb") as file:
        while piece := answer.read(PIECE):
            size += len(piece)
            if size > MOST_BYTES:
                raise FileRefused("too-big", f"The file has more than {MOST_BYTES:,} bytes. Check what it is.")
            file.write(piece)
