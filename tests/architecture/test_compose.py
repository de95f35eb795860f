"""The compose file, which the checks cannot start, holds together with its settings and the files beside it."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from infra.real_servers.catalogue import SERVERS
from register.settings import Settings

INFRA = Path(__file__).resolve().parents[2] / "infra"
COMPOSE = (INFRA / "compose.yml").read_text()
PORTS = re.findall(r'- "?((?:[\d.]+:)?\d+:\d+)"?', COMPOSE)
GIVEN = dict(
    line.split("=", 1)
    for line in (INFRA / "compose" / "settings.env").read_text().splitlines()
    if line and not line.startswith("#")
)


def test_nothing_is_reached_from_beyond_this_machine() -> None:
    assert len(PORTS) >= 2
    assert all(port.startswith("127.0.0.1:") for port in PORTS)


def test_every_file_that_is_mounted_is_there() -> None:
    mounted = re.findall(r"- (\./[^:]+):", COMPOSE)
    assert mounted
    assert all((INFRA / path).is_file() for path in mounted)


def test_its_settings_are_settings_of_the_service_and_lead_to_its_ports(tmp_path: Path) -> None:
    known = {f"REGISTER_{name.upper()}": name for name in Settings.model_fields}
    assert GIVEN.keys() <= known.keys()
    Settings(data=tmp_path, **{known[name]: value for name, value in GIVEN.items()})  # type: ignore[arg-type]  # as read
    published = {int(port.split(":")[1]) for port in PORTS}
    assert {port for value in GIVEN.values() if "://" in value and (port := urlsplit(value).port)} <= published


def test_each_server_is_one_that_the_script_without_containers_starts_too() -> None:
    services = set(re.findall(r"^  ([a-z0-9-]+):(?: *#.*)?$", COMPOSE.split("\nvolumes:")[0], re.MULTILINE))
    assert {name.split("-")[0] for name in services} == SERVERS.keys()
