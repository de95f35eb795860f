"""Every route, tried as every role, as nobody, and as the same role in another organisation.

Routes of the API are tried with keys of every scope, of its own organisation and of another one, and with the cookies
of every role, which open nothing there.

What is expected comes from the access that each view names; nothing here lists routes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from register.core.access import Access, Capacity, Role, Scope, access_of
from register.core.db import db
from register.settings import Settings
from tests.access_samples import FURTHER_RULES, SHARED, World, values_for
from tests.builders.accounts import a_person, an_organisation_for, sign_in
from tests.builders.api_keys import a_key
from tests.builders.search import a_small_country

REFUSED = {403, 404}
BROKEN = {500, 502}
OTHER_AUTHORITY = "E08000035"
ALL_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Browser(FlaskClient):
    """Gives each request a context of its own, as a server does; pages are parsed by other tests."""

    def open(self, *args: object, **kwargs: object) -> object:  # type: ignore[override]
        db.session.rollback()
        with self.application.app_context():
            return super().open(*args, **kwargs)  # type: ignore[arg-type]


@dataclass
class Matrix:
    """Tries one cell after the other and keeps what was not as expected."""

    app: Flask
    worlds: dict[Role, World] = field(default_factory=lambda: {role: World(role) for role in Role})
    wrong: list[str] = field(default_factory=list)
    opened: dict[str, set[int]] = field(default_factory=dict)
    here: dict[tuple[str, Role], int] = field(default_factory=dict)
    elsewhere_refused: dict[tuple[str, Role], int] = field(default_factory=dict)
    tried: int = 0
    readers: dict[tuple[Role, str], Browser] = field(default_factory=dict)
    changed: dict[tuple[str, Role], World] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.elsewhere = {role: an_organisation_for(role, gss=OTHER_AUTHORITY) for role in Role}

    def routes(self) -> Iterator[tuple[Rule, str, Access]]:
        for rule in sorted(self.app.url_map.iter_rules(), key=str):
            access = access_of(self.app, rule.endpoint)
            assert access is not None
            if rule.endpoint != "static":
                for method in ALL_METHODS:
                    if method in (rule.methods or ()):
                        yield rule, method, access

    def status(
        self, rule: Rule, method: str, world: World, *, who: tuple[Role, str] | None = None, fresh: bool = False
    ) -> int:
        """Open a route on a world's objects as a role in an organisation, or as nobody; returns the status."""
        path = self.path(rule, world)
        browser = Browser(self.app) if who is None else self.browser(*who, fresh=fresh)
        self.tried += 1
        return browser.open(path, method=method).status_code  # type: ignore[attr-defined, no-any-return]

    def path(self, rule: Rule, world: World) -> str:
        values = values_for(rule.endpoint, frozenset(rule.arguments), world)
        with self.app.test_request_context():
            return self.app.url_for(rule.endpoint, **values)

    def key_status(self, rule: Rule, method: str, organisation_id: str, scopes: frozenset[Scope]) -> int:
        """Open a route of the API on a provider's objects with a key of an organisation."""
        path = self.path(rule, self.worlds[Role.PROVIDER_EDITOR])
        headers = {"Authorization": f"Bearer {a_key(organisation_id, *scopes).text}"}
        self.tried += 1
        answer = Browser(self.app).open(path, method=method, headers=headers)
        return answer.status_code  # type: ignore[attr-defined, no-any-return]

    def browser(self, role: Role, organisation_id: str, *, fresh: bool) -> Browser:
        """A browser signed in; with a new person where the request may change something about its person."""
        if not fresh and (role, organisation_id) in self.readers:
            return self.readers[role, organisation_id]
        browser = Browser(self.app)
        sign_in(browser, a_person(role, organisation_id=organisation_id))
        if not fresh:
            self.readers[role, organisation_id] = browser
        return browser

    def world(self, rule: Rule, method: str, role: Role) -> World:
        """What a role's organisation has; of its own for each request that may change or end something of it."""
        if method == "GET" or not rule.arguments:
            return self.worlds[role]
        return self.changed.setdefault((f"{method} {rule}", role), World(role))

    def expect(self, holds: bool, rule: Rule, method: str, who: str, status: int) -> None:
        if not holds:
            self.wrong.append(f"{method} {rule} as {who}: {status}")

    def try_nobody(self, rule: Rule, method: str, access: Access) -> None:
        status = self.status(rule, method, self.worlds[Role.PROVIDER_EDITOR])
        if access.kind == "everybody":
            holds = status not in {403} | BROKEN
        else:
            holds = status in ({401} if access.kind == "key" else {303})
        self.expect(holds, rule, method, "nobody", status)

    def try_keys(self, rule: Rule, method: str, access: Access) -> None:
        own = self.worlds[Role.PROVIDER_EDITOR].organisation_id
        for lacking in access.scopes:
            status = self.key_status(rule, method, own, frozenset(Scope) - {lacking})
            self.expect(status == 403, rule, method, f"a key without {lacking}", status)
        status = self.key_status(rule, method, own, access.scopes)
        self.expect(status not in {401, 403} | BROKEN, rule, method, "a key", status)
        self.opened.setdefault(f"{method} {rule}", set()).add(status)
        if rule.arguments:
            status = self.key_status(rule, method, self.elsewhere[Role.PROVIDER_EDITOR], frozenset(Scope))
            self.expect(status in REFUSED | {415}, rule, method, "a key of another organisation", status)

    def try_cookies(self, rule: Rule, method: str) -> None:
        for role in Role:
            world = self.worlds[role]
            status = self.status(rule, method, world, who=(role, world.organisation_id))
            self.expect(status == 401, rule, method, f"{role} with a cookie", status)

    def try_wrong_roles(self, rule: Rule, method: str, access: Access) -> None:
        for role in Role:
            if access.kind == "roles" and role not in access.roles:
                world = self.worlds[role]
                status = self.status(rule, method, world, who=(role, world.organisation_id))
                self.expect(status == 403, rule, method, role, status)

    def try_elsewhere(self, rule: Rule, method: str, access: Access) -> None:
        if access.kind == "everybody" or not rule.arguments or rule.endpoint in SHARED:
            return
        for role in Role:
            # The register's own people look after all organisations.
            if role.capacity is not Capacity.REGISTER and (access.kind == "signed_in" or role in access.roles):
                world = self.world(rule, method, role)
                status = self.status(rule, method, world, who=(role, self.elsewhere[role]))
                self.expect(status in REFUSED, rule, method, f"{role} elsewhere", status)
                self.elsewhere_refused[f"{method} {rule}", role] = status

    def try_right_roles(self, rule: Rule, method: str, access: Access) -> None:
        for role in Role:
            if access.kind == "roles" and role not in access.roles:
                continue
            if access.kind == "everybody" and role not in {Role.PROVIDER_EDITOR, Role.REGISTER_ADMINISTRATOR}:
                continue
            world = self.world(rule, method, role)
            status = self.status(rule, method, world, who=(role, world.organisation_id), fresh=method != "GET")
            allowed = status == 403 and rule.endpoint in FURTHER_RULES
            self.expect(allowed or status not in {403} | BROKEN, rule, method, role, status)
            self.opened.setdefault(f"{method} {rule}", set()).add(status)
            self.here[f"{method} {rule}", role] = status


@pytest.fixture
def matrix(app: Flask, settings: Settings) -> Matrix:
    a_small_country(settings.data)
    return Matrix(app)


def test_every_route_opens_for_whom_it_says_and_for_nobody_else(matrix: Matrix) -> None:
    for rule, method, access in matrix.routes():
        matrix.try_nobody(rule, method, access)
        if access.kind == "key":
            matrix.try_cookies(rule, method)
            matrix.try_keys(rule, method, access)
            continue
        matrix.try_wrong_roles(rule, method, access)
        matrix.try_elsewhere(rule, method, access)
        matrix.try_right_roles(rule, method, access)
    assert not matrix.wrong
    assert matrix.tried > 300
    # A route that answers "not found" even to its own people was tried with nothing.
    empty = [
        name for name, statuses in matrix.opened.items() if name.startswith("GET") and "<" in name and statuses == {404}
    ]
    assert not empty
    # What is refused elsewhere is there for its own people: the other organisation was tried with a real object.
    hollow = [cell for cell in matrix.elsewhere_refused if matrix.here.get(cell) == 404]
    assert not hollow, hollow
    assert len(matrix.elsewhere_refused) > 50
