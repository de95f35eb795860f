"""What waits for a decision: claims for verifiers, buying capacities for register administrators."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext

from register.claims import queries, schemas, services
from register.claims.models import Claim
from register.claims.routes.blueprint import blueprint, setting_rows
from register.core import clock
from register.core.access import Role, current_principal, roles
from register.core.asking import REFUSED, Check, Page, ask_again, step
from register.core.db import transaction
from register.core.errors import RuleBroken
from register.core.forms import Form, read_form
from register.organisations.queries import (
    capacities_due,
    get_organisation,
    holder_of,
    holdings_of,
    names_of,
    settings_of,
    waiting_capacities,
)
from register.organisations.routes.blueprint import today
from register.regulators.queries import get_setting, settings_by_id


@blueprint.get("/queue")
@roles(Role.VERIFIER, Role.REGISTER_ADMINISTRATOR)
def queue() -> Page:
    """List what waits for a decision, oldest first, and capacities that soon need a confirmation."""
    claims = queries.waiting_claims()
    disputed = queries.disputed_among(claims)
    capacities = waiting_capacities()
    due = capacities_due(on=today())
    ids = {one.organisation_id for one in claims} | {one.organisation_id for one in [*capacities, *due]}
    return render_template(
        "claims/queue.html",
        claims=claims,
        disputed=disputed,
        settings=settings_by_id([one.setting_id for one in claims]),
        capacities=capacities,
        due=due,
        today=today(),
        names=names_of(ids),
    )


@blueprint.route("/queue/claims/<claim_id>", methods=["GET", "POST"])
@roles(Role.VERIFIER)
def decide_claim(claim_id: str) -> Page:
    """Show a claim beside what the regulator publishes; decide it, after being asked once more."""
    claim = queries.get_claim(claim_id)
    if request.method == "GET":
        return _decision_page(claim, Form(values={"version": claim.version}))
    form = read_form(schemas.ClaimDecisionSchema(), request.form)
    if not form.ok:
        return _decision_page(claim, form), REFUSED
    if step() == "change":
        return _decision_page(claim, form)
    if step() != "confirm":
        return _ask_again(claim, form)
    try:
        _decide(claim.id, form)
    except RuleBroken as broken:
        form.add(broken.reasons)
        return _decision_page(queries.get_claim(claim_id), form), REFUSED
    flash(gettext("Decided. Whoever claimed it has a message."), "success")
    return redirect(url_for("claims.queue"), 303)


def _decide(claim_id: str, form: Form) -> None:
    by, now, data = current_principal(), clock.now(), form.data
    with transaction():
        if data["decision"] == "approve":
            services.approve_claim(
                claim_id,
                version=data["version"],
                take_over=data["take_over"],
                note=data["note"],
                by=by,
                now=now,
            )
        else:
            services.refuse_claim(
                claim_id, version=data["version"], reason=data["refusal"], note=data["note"], by=by, now=now
            )


def _decision_page(claim: Claim, form: Form) -> str:
    holdings = holdings_of(claim.setting_id)
    others = [one for one in queries.waiting_claims(claim.setting_id) if one.id != claim.id]
    ids = {claim.organisation_id} | {one.organisation_id for one in holdings}
    ids |= {one.organisation_id for one in others}
    return render_template(
        "claims/decide_claim.html",
        claim=claim,
        form=form,
        setting=get_setting(claim.setting_id),
        organisation=get_organisation(claim.organisation_id),
        held=len(settings_of(claim.organisation_id)),
        holdings=holdings,
        holder=next((one.organisation_id for one in holdings if one.held_until is None), None),
        others=others,
        names=names_of(ids),
    )


def _ask_again(claim: Claim, form: Form) -> str:
    approve = form.data["decision"] == "approve"
    organisation = get_organisation(claim.organisation_id)
    rows = [
        (gettext("Decision"), gettext("Approve") if approve else gettext("Do not approve")),
        *([] if approve else [(gettext("Reason"), str(schemas.REFUSAL_WORDS[form.data["refusal"]]))]),
        *([(gettext("Note"), form.data["note"])] if form.data["note"] else []),
        (gettext("Claimed by"), organisation.name),
        *setting_rows(get_setting(claim.setting_id)),
    ]
    holder = holder_of(claim.setting_id)
    taken = approve and holder is not None
    return ask_again(
        Check(
            title=gettext("Check your decision"),
            rows=rows,
            warning=gettext(
                "%(name)s holds this setting today. If you approve, it loses the setting now.",
                name=get_organisation(holder).name,
            )
            if taken and holder
            else "",
            hidden=dict(form.values),
            button=lazy_gettext("Approve") if approve else lazy_gettext("Do not approve"),
            back=url_for("claims.queue"),
            change=True,
        )
    )
