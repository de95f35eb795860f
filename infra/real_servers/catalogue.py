"""The servers there are. A new one is a module with one class and a line here."""

from infra.real_servers.clamav import ClamAv
from infra.real_servers.mail import Mail
from infra.real_servers.postgresql import Postgresql
from infra.real_servers.s3 import S3
from infra.real_servers.server import Server

SERVERS: dict[str, Server] = {server.name: server for server in (Postgresql(), Mail(), S3(), ClamAv())}
