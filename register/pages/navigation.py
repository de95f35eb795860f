"""What stands in the header of every page, for whoever is there."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Flask, current_app, url_for
from flask_babel import LazyString, lazy_gettext

from register.core.access import (
    BUYER_ROLES,
    PROVIDER_ROLES,
    Role,
    access_of,
    current_principal,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the header: where to, in which words, for which roles (empty: everybody whom the view lets in)."""

    endpoint: str
    text: LazyString
    roles: frozenset[Role] = frozenset()


ENTRIES = (
    Entry("pages.dashboard", lazy_gettext("Your settings"), PROVIDER_ROLES),
    Entry("evidence.listing", lazy_gettext("Evidence"), PROVIDER_ROLES),
    Entry("find.start", lazy_gettext("Find a place"), BUYER_ROLES - {Role.CONSORTIUM_MANAGER}),
    Entry("claims.queue", lazy_gettext("To decide"), frozenset({Role.VERIFIER, Role.REGISTER_ADMINISTRATOR})),
    Entry("evidence.queue", lazy_gettext("Evidence to verify")),
    Entry("oversight.trail", lazy_gettext("Record")),
    Entry("regulators.reports", lazy_gettext("Regulator files")),
    Entry("regulators.settings", lazy_gettext("Register")),
    Entry("requirements.national_set", lazy_gettext("What is asked")),
    Entry("accounts.people", lazy_gettext("People")),
    Entry("api_keys.keys", lazy_gettext("Keys")),
    Entry("mailbox.inbox", lazy_gettext("Local mailbox")),
    Entry("accounts.profile", lazy_gettext("Your account")),
)


def init_navigation(app: Flask) -> None:
    """Give every template `navigation_links()` and `sign_in_url`."""
    app.context_processor(lambda: {"navigation_links": navigation_links, "sign_in_url": _url("accounts.sign_in")})


def navigation_links() -> list[dict[str, str]]:
    """Return the links of the header that whoever is there may follow, as {href, text}."""
    return links_among(ENTRIES)


def links_among(entries: Iterable[Entry]) -> list[dict[str, str]]:
    """Return those of the entries that whoever is there may follow, in their order, as {href, text}."""
    principal = current_principal()
    links = []
    for entry in entries:
        url = _url(entry.endpoint)
        access = access_of(_app(), entry.endpoint) if url else None
        wanted = not entry.roles or bool(entry.roles & principal.roles)
        if url and wanted and access is not None and access.allows(principal):
            links.append({"href": url, "text": str(entry.text)})
    return links


def _app() -> Flask:
    app: Flask = current_app
    return app


def _url(endpoint: str) -> str | None:
    return url_for(endpoint) if endpoint in current_app.view_functions else None
