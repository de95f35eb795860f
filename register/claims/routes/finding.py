"""A provider finds its settings and claims them, one or many at once."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from register.claims import services
from register.claims.domain.finding import LONGEST_TEXT, read_wanted
from register.claims.queries.finding import chosen_settings, find_claimable
from register.claims.queries.owners import held_owners
from register.claims.routes.blueprint import blueprint, own_organisation
from register.core import clock
from register.core.access import Role, current_principal, roles
from register.core.asking import REFUSED, Page, step
from register.core.db import transaction
from register.core.forms import Form
from register.organisations.queries import get_organisation, holders_of
from register.regulators.models import Setting
from register.regulators.queries import settings_by_id


@blueprint.get("/claims/find")
@roles(Role.PROVIDER_ADMINISTRATOR)
def find() -> Page:
    """Look for settings by their numbers, or by the owner's name in the register."""
    return _find_page(request.args.get("q", ""), after=request.args.get("after") or None)


@blueprint.post("/claims/new")
@roles(Role.PROVIDER_ADMINISTRATOR)
def claim_many() -> Page:
    """Show what is about to be claimed; claim all of it."""
    own, asked = own_organisation(), request.form.get("q", "")
    settings = chosen_settings(request.form.getlist("setting"), request.form.getlist("owner"), organisation_id=own)
    if not settings:
        return _find_page(asked, error=gettext("Choose at least one setting that can be claimed.")), REFUSED
    if step() != "confirm":
        return _check_page(settings, own=own, asked=asked)
    ids = [one.id for one in settings]
    with transaction():
        outcomes = services.claim_settings(ids, by=current_principal(), now=clock.now())
    made = sum(not one.problem for one in outcomes)
    words = ngettext("%(num)d setting claimed.", "%(num)d settings claimed.", made)
    if made == len(outcomes):
        flash(words + " " + gettext("Verifiers decide, and you will have a message."), "success")
        return redirect(url_for("claims.claims"), 303)
    known = settings_by_id(ids)
    return render_template(
        "claims/outcomes.html",
        title=gettext("What became of your claims"),
        lead=words,
        rows=[(known[one.setting_id], one.problem or gettext("Claimed")) for one in outcomes],
        back=url_for("claims.claims"),
    )


def _find_page(asked: str, *, after: str | None = None, error: str = "") -> str:
    asked, own = asked.strip()[:LONGEST_TEXT], own_organisation()
    wanted = read_wanted(asked)
    found = find_claimable(wanted, organisation_id=own, after=after)
    return render_template(
        "claims/find.html",
        asked=asked,
        groups=found.groups.items,
        next_cursor=found.groups.next_cursor,
        missing=found.missing,
        others=wanted.others,
        holders=found.holders,
        waiting=found.waiting,
        organisation=get_organisation(own),
        form=Form(errors={"q": error} if error else {}),
    )


def _check_page(settings: Sequence[Setting], *, own: str, asked: str) -> str:
    holders = holders_of(one.id for one in settings)
    held = held_owners(own, [one.owner_key for one in settings])
    return render_template(
        "claims/claim_many.html",
        settings=settings,
        organisation=get_organisation(own),
        held=len(holders),
        first=any(one.owner_key not in held for one in settings),
        asked=asked,
    )
