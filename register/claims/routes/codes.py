"""The claimant enters the code of an owner's first claim, or asks for another one."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from register.claims import schemas, services
from register.claims.domain.codes import MOST_CODES, MOST_TRIES, CodeAnswer
from register.claims.models import Claim
from register.claims.queries.first_claims import find_first_claim, waiting_of
from register.claims.routes.blueprint import blueprint, own_claim
from register.core import clock
from register.core.access import Role, current_principal, roles
from register.core.asking import REFUSED, Page
from register.core.db import transaction
from register.core.errors import NotFound
from register.core.forms import Form, read_form


@blueprint.route("/claims/<claim_id>/code", methods=["GET", "POST"])
@roles(Role.PROVIDER_ADMINISTRATOR)
def enter_code(claim_id: str) -> Page:
    """Enter the code that went to an address which the register or the regulator holds."""
    claim = own_claim(claim_id)
    if request.method == "GET":
        return _code_page(claim, Form())
    form = read_form(schemas.CodeSchema(), request.form)
    if form.ok:
        with transaction():
            answer = services.enter_code(claim_id, form.data["code"], by=current_principal(), now=clock.now())
        if answer is CodeAnswer.RIGHT:
            flash(gettext("The code is right."), "success")
            return redirect(url_for("claims.claim_page", claim_id=claim_id), 303)
        form.errors["code"] = (
            gettext("This is not the code. Look at the newest message and type it again.")
            if answer is CodeAnswer.WRONG
            else gettext("This code can no longer be entered: it has run out, or was tried too often. Ask for another.")
        )
    return _code_page(own_claim(claim_id), form), REFUSED


@blueprint.post("/claims/<claim_id>/new-code")
@roles(Role.PROVIDER_ADMINISTRATOR)
def new_code(claim_id: str) -> Page:
    """Have another code sent to the same address; earlier ones open nothing any more."""
    own_claim(claim_id)
    with transaction():
        services.send_new_code(claim_id, by=current_principal(), now=clock.now())
    flash(gettext("Another code is on its way to the same address."), "success")
    return redirect(url_for("claims.enter_code", claim_id=claim_id), 303)


def _code_page(claim: Claim, form: Form) -> str:
    first = find_first_claim(claim.first_claim_id)
    if first is None:
        raise NotFound(gettext("This claim needs no code."))
    alive = first.code_expires_at is not None and first.code_expires_at > clock.now() and first.tries < MOST_TRIES
    return render_template(
        "claims/code.html",
        claim=claim,
        first=first,
        alive=alive and first.code_digest is not None,
        tries_left=MOST_TRIES - first.tries,
        may_ask=first.codes_sent < MOST_CODES,
        number=len(waiting_of(first.id)),
        form=form,
    )
