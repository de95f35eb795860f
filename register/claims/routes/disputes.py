"""Somebody objects to a claim; verifiers look after the dispute and two of them decide it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from register.accounts.domain import digest_of
from register.claims import queries, schemas, services
from register.claims.domain import ClaimStatus
from register.claims.domain.disputes import REASONS_TO_OBJECT
from register.claims.models import Dispute
from register.claims.queries.disputes import claims_told, find_objection, get_dispute
from register.claims.routes.blueprint import blueprint, own_organisation
from register.core import clock
from register.core.access import Role, current_principal, open_to_all, roles
from register.core.asking import REFUSED, Page
from register.core.db import transaction
from register.core.errors import NotFound
from register.core.forms import Form, read_form
from register.organisations.queries import get_organisation, holder_of, label_of, names_of
from register.regulators.queries import get_setting, settings_by_id


@blueprint.route("/claims/<claim_id>/object", methods=["GET", "POST"])
@roles(Role.PROVIDER_ADMINISTRATOR)
def object_to_claim(claim_id: str) -> Page:
    """Say as the holder of a setting that another organisation's claim on it is not right, or take that back."""
    claim, own = queries.get_claim(claim_id), own_organisation()
    if claim.organisation_id == own or holder_of(claim.setting_id) != own:
        raise NotFound(gettext("There is no such claim."))
    form = Form()
    if request.method == "POST" and request.form.get("act") == "withdraw":
        with transaction():
            services.withdraw_objection(claim_id, by=current_principal(), now=clock.now())
        flash(gettext("Your objection is taken back."), "success")
        return redirect(url_for("claims.claims"), 303)
    if request.method == "POST":
        form = read_form(schemas.ObjectionSchema(), request.form)
        if form.ok:
            with transaction():
                services.object_to_claim(claim_id, reason=form.data["reason"], by=current_principal(), now=clock.now())
            flash(gettext("Your objection is with the verifiers. The claim waits until two have decided."), "success")
            return redirect(url_for("claims.claims"), 303)
    page = render_template(
        "claims/object.html",
        claim=claim,
        label=label_of(claim.setting_id),
        setting=get_setting(claim.setting_id),
        claimant=get_organisation(claim.organisation_id),
        objection=find_objection(claim_id, organisation_id=own),
        reasons=REASONS_TO_OBJECT,
        form=form,
    )
    return (page, REFUSED) if form.errors else page


@blueprint.route("/objections", methods=["GET", "POST"])
@open_to_all
def object_by_link() -> Page:
    """Show whoever has a link from a message who claims what, and take their objection; opening it changes nothing."""
    token = request.values.get("token", "")
    told = claims_told(digest_of(token))
    if not told:
        raise NotFound(gettext("This link is not whole, or the claim that it was about is over."))
    form = Form()
    if request.method == "POST":
        form = read_form(schemas.ObjectionSchema(), request.form)
        if form.ok:
            with transaction():
                services.object_by_link(token, reason=form.data["reason"], by=current_principal(), now=clock.now())
            flash(gettext("Your objection is with the verifiers. The claim waits until two have decided."), "success")
            return redirect(url_for("claims.object_by_link", token=token), 303)
    digest = digest_of(token)
    waiting = [one for one in told if one.status is ClaimStatus.PROPOSED]
    page = render_template(
        "claims/object_by_link.html",
        token=token,
        waiting=waiting,
        settings=settings_by_id(one.setting_id for one in waiting),
        claimant=get_organisation(told[0].organisation_id),
        objected=all(find_objection(one.id, digest=digest) for one in waiting),
        reasons=REASONS_TO_OBJECT,
        form=form,
    )
    return (page, REFUSED) if form.errors else page


@blueprint.route("/queue/disputes/<dispute_id>", methods=["GET", "POST"])
@roles(Role.VERIFIER)
def dispute(dispute_id: str) -> Page:
    """Show a dispute with both sides; look after it, say how it should end, agree to that or not."""
    found = get_dispute(dispute_id)
    if request.method == "GET":
        return _dispute_page(found, Form(values={"version": found.version}))
    form = read_form(schemas.DisputeSchema(), request.form)
    if not form.ok:
        return _dispute_page(found, form), REFUSED
    by, now, version = current_principal(), clock.now(), form.data["version"]
    with transaction():
        if form.data["act"] == "take":
            services.take_dispute(dispute_id, version=version, by=by, now=now)
        elif form.data["act"] == "propose":
            services.propose_outcome(dispute_id, form.data["outcome"], version=version, by=by, now=now)
        else:
            services.decide_dispute(dispute_id, agrees=form.data["act"] == "agree", version=version, by=by, now=now)
    flash(gettext("Saved."), "success")
    return redirect(url_for("claims.dispute", dispute_id=dispute_id), 303)


def _dispute_page(found: Dispute, form: Form) -> str:
    claim = queries.get_claim(found.claim_id)
    other = queries.get_claim(found.other_claim_id) if found.other_claim_id else None
    ids = {claim.organisation_id, found.raised_by_organisation_id or claim.organisation_id}
    if other is not None:
        ids.add(other.organisation_id)
    return render_template(
        "claims/dispute.html",
        dispute=found,
        claim=claim,
        other=other,
        setting=get_setting(claim.setting_id),
        names=names_of(ids),
        mine=found.owner_person_id == current_principal().person_id,
        proposed_by_me=found.proposed_by == current_principal().person_id,
        form=form,
    )
