"""The blueprint of all pages about organisations, and what these pages share."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from flask import Blueprint, render_template, request
from flask_babel import LazyString, lazy_gettext
from werkzeug.wrappers import Response

from register.core import clock
from register.core.access import Capacity, Role, current_principal
from register.core.clock import local_date
from register.core.forms import Form
from register.core.identifiers import RULES, Scheme, public_link
from register.geography.queries import authorities
from register.organisations import queries, schemas

blueprint = Blueprint("organisations", __name__)

Page = str | Response | tuple[str, int]
REFUSED = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A page that shows what is about to be done and asks once more.

    `rows` are (name, words) pairs, `hidden` is what the browser sends back with the answer, `back` where it goes
    instead. `change` adds a button that opens the form again as it was filled in.
    """

    title: str
    rows: Iterable[tuple[str, str]]
    button: LazyString
    back: str
    hidden: dict[str, object] = field(default_factory=dict)
    lead: str = ""
    warning: str = ""
    change: bool = False
    grave: bool = False


def step() -> str:
    """Return where in a form of two pages the browser is: "" first, then "confirm" or "change"."""
    return request.form.get("step", "")


def ask_again(check: Check, *, form: Form | None = None) -> str:
    """Render the page that asks once more."""
    return render_template("organisations/check.html", check=check, form=form)


def today() -> date:
    """Return the day in Europe/London."""
    return local_date(clock.now())


@dataclass(frozen=True, slots=True)
class SettingClaim:
    """What the panel on a setting's page shows: its label, and what the acting organisation has to do with it."""

    label: str | None
    own: bool
    waiting: str | None
    may_claim: bool


def setting_claim(setting_id: str) -> SettingClaim:
    """Return what whoever is there may know of a setting's holder, and whether they may claim it."""
    by = current_principal()
    providing = by.organisation_id is not None and by.capacity is Capacity.PROVIDING
    waiting = queries.find_waiting_claim(setting_id, by.organisation_id) if providing and by.organisation_id else None
    return SettingClaim(
        label=queries.label_of(setting_id),
        own=providing and queries.holder_of(setting_id) == by.organisation_id,
        waiting=waiting.id if waiting is not None else None,
        may_claim=by.has(Role.PROVIDER_ADMINISTRATOR) and by.settings is None,
    )


@blueprint.app_context_processor
def _words() -> dict[str, object]:
    return {
        "organisation_words": schemas.KIND_WORDS,
        "capacity_words": schemas.CAPACITY_WORDS,
        "capacity_state_words": schemas.STATE_WORDS,
        "capacity_state_colours": schemas.STATE_COLOURS,
        "evidence_words": schemas.EVIDENCE_WORDS,
        "claim_words": schemas.CLAIM_WORDS,
        "claim_colours": schemas.CLAIM_COLOURS,
        "refusal_words": schemas.REFUSAL_WORDS,
        "end_words": schemas.END_WORDS,
        "scheme_name": scheme_name,
        "identifier_link": identifier_link,
        "authority_name": authority_name,
        "setting_claim": setting_claim,
    }


def authority_name(gss: str | None) -> str:
    """Return an authority's name, or its code where it is not one that we know."""
    found = authorities().find(gss) if gss else None
    return found.name if found is not None else (gss or "")


def scheme_name(scheme: str) -> str:
    """Return what a scheme's identifiers are called, e.g. "Company number"; the scheme itself where it is not ours."""
    try:
        return str(SCHEME_WORDS[Scheme(scheme)])
    except ValueError:
        return scheme


def identifier_link(scheme: str, identifier: str) -> str | None:
    """Return the public page about an identifier, or None."""
    try:
        return public_link(Scheme(scheme), identifier)
    except ValueError:
        return None


SCHEME_WORDS: dict[Scheme, LazyString] = {scheme: lazy_gettext(rule.name) for scheme, rule in RULES.items()}
