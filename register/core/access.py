"""Who may do what: roles, the principal who acts, and the access that every view must name.

Pages know people by their cookie, everything under `/api/` knows programs by their key; neither counts at the other.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from register.core.errors import NotAllowed

View = TypeVar("View", bound=Callable[..., Any])
LOADER = "register.principal_loader"
KEY_LOADER = "register.key_loader"
API = "/api/"


class Capacity(StrEnum):
    """The side on which a person acts; one at a time."""

    PROVIDING = "providing"
    BUYING = "buying"
    REGISTER = "register"


class Role(StrEnum):
    """What a person may do in an organisation."""

    PROVIDER_EDITOR = "provider-editor"
    PROVIDER_ADMINISTRATOR = "provider-administrator"
    SIGNATORY = "signatory"
    PLACEMENTS_OFFICER = "placements-officer"
    COMMISSIONING_LEAD = "commissioning-lead"
    CONSORTIUM_MANAGER = "consortium-manager"
    VERIFIER = "verifier"
    REGISTER_ADMINISTRATOR = "register-administrator"
    AUDITOR = "auditor"

    @property
    def capacity(self) -> Capacity:
        """The side on which this role acts."""
        return CAPACITY_OF[self]


CAPACITY_OF = {
    Role.PROVIDER_EDITOR: Capacity.PROVIDING,
    Role.PROVIDER_ADMINISTRATOR: Capacity.PROVIDING,
    Role.SIGNATORY: Capacity.PROVIDING,
    Role.PLACEMENTS_OFFICER: Capacity.BUYING,
    Role.COMMISSIONING_LEAD: Capacity.BUYING,
    Role.CONSORTIUM_MANAGER: Capacity.BUYING,
    Role.VERIFIER: Capacity.REGISTER,
    Role.REGISTER_ADMINISTRATOR: Capacity.REGISTER,
    Role.AUDITOR: Capacity.REGISTER,
}


class Scope(StrEnum):
    """What a key may do for the organisation that it belongs to."""

    VACANCIES_READ = "vacancies:read"
    VACANCIES_WRITE = "vacancies:write"


# Roles that see no more than their own organisation may sign in with a password alone.
OWN_ORGANISATION_ONLY = frozenset({Role.PROVIDER_EDITOR, Role.PROVIDER_ADMINISTRATOR, Role.SIGNATORY})
PROVIDER_ROLES = OWN_ORGANISATION_ONLY
BUYER_ROLES = frozenset({Role.PLACEMENTS_OFFICER, Role.COMMISSIONING_LEAD, Role.CONSORTIUM_MANAGER})
REGISTER_ROLES = frozenset({Role.VERIFIER, Role.REGISTER_ADMINISTRATOR, Role.AUDITOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Whoever acts: a person in one capacity for one organisation, a key of an organisation, or the service itself.

    `settings` limits a provider role to named settings (None: all of the organisation's). `buys_for` holds the GSS
    codes of the authorities for which a buying capacity is granted today. `audits` is the auditor's scope: GSS codes,
    or None for the nation. `sides` and `organisations` hold every side and every organisation in which the person has
    a role anywhere, whatever the present capacity. A key has `scopes` in place of roles. While something is due first
    (a second factor, the choice of a capacity, a declaration of roles on both sides) `roles` is empty. `means` says how
    somebody came in where it was not by signing in ("mail-link").
    """

    person_id: str | None = None
    key_id: str | None = None
    organisation_id: str | None = None
    capacity: Capacity | None = None
    roles: frozenset[Role] = frozenset()
    scopes: frozenset[Scope] = frozenset()
    settings: frozenset[str] | None = None
    buys_for: frozenset[str] = frozenset()
    audits: frozenset[str] | None = frozenset()
    sides: frozenset[Capacity] = frozenset()
    organisations: frozenset[str] = frozenset()
    second_factor_due: bool = field(default=False)
    choice_due: bool = field(default=False)
    declaration_due: bool = field(default=False)
    means: str | None = None

    @property
    def is_signed_in(self) -> bool:
        """Whether a person stands behind this."""
        return self.person_id is not None

    @property
    def due_first(self) -> str | None:
        """Return the endpoint of what must be done before any page opens by role, or None."""
        if self.second_factor_due:
            return "accounts.second_factor"
        if self.choice_due:
            return "accounts.choose_capacity"
        return "accounts.declare_sides" if self.declaration_due else None

    def has(self, *roles: Role) -> bool:
        """Whether any of these roles is held in the present capacity."""
        return bool(self.roles.intersection(roles))

    def may_touch_setting(self, setting_id: str) -> bool:
        """Whether a provider role reaches this setting of its organisation."""
        return self.settings is None or setting_id in self.settings


def may_decide_about(principal: Principal, organisation_id: str | None, *, side: Capacity) -> bool:
    """Whether a person may verify or decide about an organisation that acts on `side`.

    Nobody decides about an organisation in which they hold a role themselves, and whoever holds a role on a side
    anywhere is shut out of decisions that the other sides take about it.
    """
    if not principal.is_signed_in or principal.capacity is None:
        return False
    if organisation_id is not None and organisation_id in principal.organisations:
        return False
    return principal.capacity is not side and side not in principal.sides


NOBODY = Principal()
SERVICE = Principal()


@dataclass(frozen=True, slots=True)
class Access:
    """What a view asks of whoever comes: `everybody`, `signed_in`, one of `roles`, or a `key` with all of `scopes`."""

    kind: str
    roles: frozenset[Role] = frozenset()
    scopes: frozenset[Scope] = frozenset()

    def allows(self, principal: Principal) -> bool:
        """Whether this principal may come in."""
        if self.kind == "everybody":
            return True
        if self.kind == "signed_in":
            return principal.is_signed_in
        if self.kind == "key":
            return principal.key_id is not None and self.scopes <= principal.scopes
        return bool(self.roles & principal.roles)


def open_to_all(view: View) -> View:
    """Let everybody in."""
    return _declare(view, Access("everybody"))


def signed_in(view: View) -> View:
    """Let in whoever is signed in, in whatever role."""
    return _declare(view, Access("signed_in"))


def roles(*wanted: Role) -> Callable[[View], View]:
    """Let in whoever holds one of these roles in the present capacity."""

    def declare(view: View) -> View:
        return _declare(view, Access("roles", frozenset(wanted)))

    return declare


def key(*wanted: Scope) -> Callable[[View], View]:
    """Let in whichever program holds a key with these scopes; for views under `/api/` only."""

    def declare(view: View) -> View:
        return _declare(view, Access("key", scopes=frozenset(wanted)))

    return declare


def _declare(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]  # a function carries what it asks
    return view


def access_of(app: Flask, endpoint: str) -> Access | None:
    """Return the access that an endpoint's view names, or None."""
    found = getattr(app.view_functions[endpoint], "access", None)
    return found if isinstance(found, Access) else None


def current_principal() -> Principal:
    """Return who acts in this request; nobody before sign-in. Under `/api/` a cookie is nobody's."""
    principal: Principal | None = g.get("principal")
    if principal is None:
        name = KEY_LOADER if is_api() else LOADER
        loader: Callable[[], Principal] | None = current_app.extensions.get(name)
        principal = loader() if loader is not None else NOBODY
        g.principal = principal
    return principal


def is_api() -> bool:
    """Whether this request is a program's, which is known by its key alone."""
    return request.path.startswith(API)


def init_access(app: Flask) -> None:
    """Refuse, before any view runs, whoever its access does not allow."""

    @app.before_request
    def _enforce() -> Response | None:
        if request.endpoint is None:
            return None
        access = access_of(app, request.endpoint)
        if access is None:
            raise NotAllowed("This page names no access.")
        if access.kind == "everybody":
            return None
        principal = current_principal()
        if is_api():
            if not access.allows(principal):
                raise NotAllowed(f"This key lacks a scope: {', '.join(sorted(access.scopes - principal.scopes))}.")
            return None
        if not principal.is_signed_in:
            return redirect(url_for("accounts.sign_in", next=_here()), 303)
        # What is due is done on pages of the accounts that every signed-in person may open.
        if principal.due_first is not None and (access.kind == "roles" or request.blueprint != "accounts"):
            return redirect(url_for(principal.due_first, next=_here()), 303)
        if not access.allows(principal):
            raise NotAllowed("Your role does not open this page.")
        return None


def _here() -> str | None:
    # Only a path of this service, never a query: queries may one day carry what people typed.
    return request.path if request.method == "GET" else None


def refuse_views_without_access(app: Flask) -> None:
    """Stop the start when a view names no access, or one that its address cannot ask: seen before anybody comes."""
    silent, crossed = [], []
    for rule in app.url_map.iter_rules():
        found = access_of(app, rule.endpoint)
        if found is None:
            silent.append(rule.endpoint)
        elif found.kind != "everybody" and (found.kind == "key") != rule.rule.startswith(API):
            crossed.append(rule.endpoint)
    if silent:
        raise RuntimeError(f"these views name no access: {', '.join(sorted(silent))}")
    if crossed:
        raise RuntimeError(f"keys are for {API} and nothing else is: {', '.join(sorted(crossed))}")
