"""The verifiers' queue: what waits, one item with its document beside what was answered, accept or send back."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from register.core import clock
from register.core.access import Role, current_principal, roles
from register.core.asking import REFUSED, Page
from register.core.db import transaction
from register.core.forms import Form, read_form
from register.evidence import queries, services
from register.evidence.domain.states import REDACTION_WORDS, Redaction
from register.evidence.domain.verification import RETURN_WORDS, Decision, ReturnReason
from register.evidence.queries import Given
from register.evidence.routes.blueprint import blueprint, item_name, rows_of
from register.evidence.schemas import DecisionSchema
from register.organisations.queries import names_of

SHOWN = 50


@blueprint.get("/evidence-queue")
@roles(Role.VERIFIER)
def queue() -> str:
    """List what waits for a verifier, what ends first before all else."""
    by, now = current_principal(), clock.now()
    waiting = queries.waiting_for_verifiers(by=by)
    return render_template(
        "evidence/queue.html",
        waiting=[(one, one.held_by_another(by.person_id, now=now)) for one in waiting[:SHOWN]],
        total=len(waiting),
        names=names_of({one.given.evidence.organisation_id for one in waiting[:SHOWN]}),
    )


@blueprint.post("/evidence-queue/<evidence_id>/hold")
@roles(Role.VERIFIER)
def hold(evidence_id: str) -> Response:
    """Take an item up: it is this person's for half an hour."""
    with transaction():
        services.hold_evidence(evidence_id, by=current_principal(), now=clock.now())
    return redirect(url_for("evidence.verify", evidence_id=evidence_id), 303)


@blueprint.route("/evidence-queue/<evidence_id>", methods=["GET", "POST"])
@roles(Role.VERIFIER)
def verify(evidence_id: str) -> Page:
    """Show an item with what changed since the version before, and decide about it."""
    by, now = current_principal(), clock.now()
    given = services.get_for_verifier(evidence_id, by=by)
    form = Form()
    if request.method == "POST":
        form = read_form(DecisionSchema(), request.form)
        if form.ok:
            _decide(evidence_id, form)
            flash(_("Decided. You can undo it for ten minutes."), "success")
            return redirect(url_for("evidence.verify", evidence_id=evidence_id), 303)
    found = queries.get_verification(evidence_id)
    page = render_template(
        "evidence/verify.html",
        given=given,
        form=form,
        verification=found,
        mine=found is not None and found.is_held(by.person_id, now=now),
        items=_compared(given),
        redaction=REDACTION_WORDS.get(Redaction(given.evidence.redaction)),
        reasons=RETURN_WORDS,
        name=names_of([given.evidence.organisation_id])[given.evidence.organisation_id],
    )
    return page if form.ok else (page, REFUSED)


@blueprint.get("/evidence-queue/<evidence_id>/file")
@roles(Role.VERIFIER)
def verify_file(evidence_id: str) -> Response:
    """Lead to the file by a link that lives for minutes, after the audit has it."""
    return _opened(evidence_id, redacted=False)


@blueprint.get("/evidence-queue/<evidence_id>/redacted-file")
@roles(Role.VERIFIER)
def verify_redacted_file(evidence_id: str) -> Response:
    """Lead to the redacted copy in the same way."""
    return _opened(evidence_id, redacted=True)


@blueprint.post("/evidence-queue/<evidence_id>/undo")
@roles(Role.VERIFIER)
def undo(evidence_id: str) -> Response:
    """Take one's own decision back."""
    with transaction():
        services.undo_decision(evidence_id, by=current_principal(), now=clock.now())
    flash(_("Undone: it is yours to decide again."), "success")
    return redirect(url_for("evidence.verify", evidence_id=evidence_id), 303)


def _opened(evidence_id: str, *, redacted: bool) -> Response:
    link = services.open_for_verifier(evidence_id, redacted=redacted, by=current_principal(), now=clock.now())
    return redirect(link, 303)


def _decide(evidence_id: str, form: Form) -> None:
    by, now = current_principal(), clock.now()
    with transaction():
        if form.data["decision"] == Decision.ACCEPTED:
            services.accept_evidence(evidence_id, by=by, now=now)
        else:
            reason = ReturnReason(form.data["reason"])
            services.return_evidence(evidence_id, reason=reason, words=form.data.get("words", ""), by=by, now=now)


def _compared(given: Given) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Return each item as (question, words now, words of the version before where they differ)."""
    one = given.evidence
    versions = queries.versions_of(one.organisation_id, setting_id=one.setting_id, kind=one.kind)
    older = [each for each in versions if each.evidence.version < one.version]
    before = queries.items_of(older[0].evidence.id) if older else {}
    found = []
    for key, values in queries.items_of(one.id).items():
        was = dict(rows_of(key, before[key])) if key in before else {}
        rows = [(name, text, was[name] if was.get(name, text) != text else "") for name, text in rows_of(key, values)]
        found.append((item_name(key), rows))
    return found
