"""What somebody can do next from the start page, by who they are."""

from flask_babel import lazy_gettext

from register.core.access import BUYER_ROLES, PROVIDER_ROLES, Role, current_principal
from register.pages.navigation import Entry, links_among

FIRST_STEPS = (
    Entry("accounts.sign_in", lazy_gettext("Sign in")),
    Entry("accounts.start_as_provider", lazy_gettext("Start as a provider")),
)
STEPS = (
    Entry("pages.dashboard", lazy_gettext("See your settings and their vacancies"), PROVIDER_ROLES),
    Entry("find.start", lazy_gettext("Find a place for a child"), BUYER_ROLES - {Role.CONSORTIUM_MANAGER}),
    Entry(
        "vacancies.reserved",
        lazy_gettext("See what is reserved for your authority"),
        BUYER_ROLES - {Role.CONSORTIUM_MANAGER},
    ),
    Entry(
        "claims.queue",
        lazy_gettext("Decide what is waiting"),
        frozenset({Role.VERIFIER, Role.REGISTER_ADMINISTRATOR}),
    ),
    Entry("oversight.trail", lazy_gettext("Read who saw and who changed what")),
    Entry(
        "regulators.reports",
        lazy_gettext("See what became of the regulators' files"),
        frozenset({Role.VERIFIER, Role.REGISTER_ADMINISTRATOR, Role.AUDITOR}),
    ),
)
EVERYBODY = (Entry("regulators.settings", lazy_gettext("Search the register")),)


def next_steps() -> list[dict[str, str]]:
    """Return what whoever is there can do next, the main thing first, as {href, text}."""
    principal = current_principal()
    return links_among((*(STEPS if principal.is_signed_in else FIRST_STEPS), *EVERYBODY))
