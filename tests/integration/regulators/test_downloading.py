"""Files fetched from a publisher's site: a real server on loopback, with a certificate that is believed or not."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask

from register.app import create_app
from register.core.db import db
from register.regulators.commands import imports
from register.regulators.importers.rows import FileRefused
from register.regulators.services.downloading import Patience, fetched
from register.settings import Settings
from tests.integration.regulators.test_commands import a_list

Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A publisher's site; `pages` answers by path."""

    def __init__(self, certificate: Path) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                with suppress(OSError):  # whoever asked has gone
                    site.pages[self.path.split("?")[0]](self)

            def log_message(self, *_: object) -> None:
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)

        class Server(ThreadingHTTPServer):
            daemon_threads = False

            def finish_request(self, request: Any, client_address: Any) -> None:
                with suppress(OSError), context.wrap_socket(request, server_side=True) as secured:
                    Handler(secured, client_address, self)

        self.server = Server(("127.0.0.1", 0), Handler)
        self.host = f"localhost:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def url(self, path: str) -> str:
        return f"https://{self.host}{path}"

    def file(self, path: str, content: bytes, *, promised: int | None = None, pause: float = 0) -> str:
        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(200)
            request.send_header("Content-Length", str(len(content) if promised is None else promised))
            request.end_headers()
            for start in range(0, len(content), 1_000):
                request.wfile.write(content[start : start + 1_000])
                request.wfile.flush()
                time.sleep(pause)

        self.pages[path] = answer
        return self.url(path)

    def sends_on(self, path: str, location: str, status: int = 302) -> str:
        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            request.send_header("Location", location)
            request.send_header("Content-Length", "0")
            request.end_headers()

        self.pages[path] = answer
        return self.url(path)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate in the name of localhost, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder(name, name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = tmp_path_factory.mktemp("certificate") / "site.pem"
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def unknown_site(certificate: Path) -> Iterator[Site]:
    """A site whose certificate nobody vouches for."""
    site = Site(certificate)
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture
def site(unknown_site: Site, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return unknown_site


@pytest.fixture
def get(site: Site, tmp_path: Path) -> Callable[..., bytes]:
    """Fetch an address; nothing of it is left behind."""
    folder = tmp_path / "downloads"
    folder.mkdir()

    def fetch(address: str, **patience: float) -> bytes:
        try:
            with fetched(address, hosts=(site.host,), folder=folder, patience=Patience(**patience)) as (path, _name):  # type: ignore[arg-type]  # as given
                return path.read_bytes()
        finally:
            assert not list(folder.iterdir())

    return fetch


def refused(get: Callable[..., bytes], address: str, **patience: float) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        get(address, **patience)
    return caught.value


def test_a_file_comes_whole_through_redirects_within_the_known_hosts(site: Site, get: Callable[..., bytes]) -> None:
    content = bytes(range(256)) * 500
    site.file("/media/file.ods", content)
    site.sends_on("/moved", "/media/file.ods", status=301)
    assert get(site.sends_on("/latest", site.url("/moved?version=2"), status=307)) == content
    assert site.asked == ["/latest", "/moved?version=2", "/media/file.ods"]


@pytest.mark.parametrize(
    "location",
    [
        "http://localhost/file.csv",
        "https://127.0.0.1/file.csv",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/file.csv",
        "https://localhost.example.org/file.csv",
        "file:///etc/passwd",
        "//intranet.example/file.csv",
    ],
)
def test_no_redirect_leads_to_another_host_a_port_of_its_own_or_an_unsafe_scheme(
    site: Site, get: Callable[..., bytes], location: str
) -> None:
    why = refused(get, site.sends_on("/latest", location))
    assert why.code == "download"
    assert "Files are fetched over https from" in str(why)


def test_a_site_that_sends_round_in_circles_is_left(site: Site, get: Callable[..., bytes]) -> None:
    assert "from one address to another" in str(refused(get, site.sends_on("/round", "/round")))
    assert len(site.asked) == 6


def test_a_certificate_that_nobody_vouches_for_is_not_believed(unknown_site: Site, tmp_path: Path) -> None:
    address = unknown_site.file("/file.csv", b"x")
    with (
        pytest.raises(FileRefused, match="SSLCertVerificationError"),
        fetched(address, hosts=(unknown_site.host,), folder=tmp_path),
    ):
        pass
    assert not unknown_site.asked


def test_a_certificate_in_another_name_is_not_believed(site: Site, tmp_path: Path) -> None:
    address = site.file("/file.csv", b"x").replace("localhost", "127.0.0.1")
    host = site.host.replace("localhost", "127.0.0.1")
    with pytest.raises(FileRefused, match="SSLCertVerificationError"), fetched(address, hosts=(host,), folder=tmp_path):
        pass


def test_more_than_the_limit_is_not_taken_whatever_was_promised(site: Site, get: Callable[..., bytes]) -> None:
    why = refused(get, site.file("/big.csv", b"x" * 50_000, promised=10), most_bytes=5)
    assert why.code == "too-big"
    assert refused(get, site.file("/big.csv", b"x" * 50_000), most_bytes=49_999).code == "too-big"
    assert len(get(site.file("/big.csv", b"x" * 50_000), most_bytes=50_000)) == 50_000


def test_a_file_cut_short_is_not_taken_for_the_whole(site: Site, get: Callable[..., bytes]) -> None:
    assert refused(get, site.file("/short.csv", b"x" * 1_000, promised=5_000)).code == "download"


def test_a_site_that_falls_silent_or_sends_drop_by_drop_is_not_waited_for(
    site: Site, get: Callable[..., bytes]
) -> None:
    began = time.monotonic()
    assert "TimeoutError" in str(refused(get, site.file("/silent.csv", b"x" * 2_000, pause=3), seconds=0.3))
    assert "too slow" in str(refused(get, site.file("/drops.csv", b"x" * 60_000, pause=0.05), in_all=0.3))
    assert time.monotonic() - began < 3


def test_an_answer_other_than_the_file_is_told(site: Site, get: Callable[..., bytes]) -> None:
    def gone(request: BaseHTTPRequestHandler) -> None:
        request.send_error(404)

    site.pages["/gone.csv"] = gone
    assert "answered 404" in str(refused(get, site.url("/gone.csv")))


def test_an_address_is_loaded_as_a_file_is_and_a_second_time_changes_nothing(
    site: Site, settings: Settings, tmp_path: Path
) -> None:
    app: Flask = create_app(settings.model_copy(update={"import_hosts": (site.host,)}))
    address = site.file("/media/list.csv", a_list(tmp_path / "list.csv", "SC000001", "SC000002").read_bytes())
    with app.app_context():
        for new, again in ((2, False), (0, True)):
            db.session.rollback()
            result = CliRunner().invoke(imports, ["ofsted", address, "--json"])
            assert result.exit_code == 0, result.output
            report = json.loads(result.stdout)
            assert (report["rows"], report["new"], report["again"]) == (2, new, again)
        db.session.remove()
        db.engine.dispose()
