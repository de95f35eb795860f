"""Register administrators propose, grant, confirm and revoke buying capacities."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import LazyString, format_date, gettext, lazy_gettext

from register.core import clock
from register.core.access import Role, current_principal, roles
from register.core.asking import REFUSED, Check, Page, ask_again, step
from register.core.db import transaction
from register.core.errors import RuleBroken
from register.core.forms import Form, read_form
from register.core.identifiers import Scheme
from register.geography.domain.authorities import Authority
from register.geography.queries import authorities
from register.organisations import queries, schemas, services
from register.organisations.domain import CapacityKind, CapacityStatus
from register.organisations.models import BuyingCapacity, Organisation
from register.organisations.ports import person_directory
from register.organisations.routes.blueprint import authority_name, blueprint, today

PROPOSAL_FIELDS = ("kind", "authorities", "ends_on-day", "evidence", "reference", "note")


@blueprint.get("/capacities/<capacity_id>")
@roles(Role.REGISTER_ADMINISTRATOR)
def capacity_page(capacity_id: str) -> Page:
    """Show one buying capacity: for whom, until when, on what evidence, who proposed and who decided."""
    capacity = queries.get_capacity(capacity_id)
    people = {capacity.proposed_by, capacity.decided_by, capacity.revoked_by}
    people |= {one.seen_by for one in capacity.evidence}
    directory = person_directory()
    return render_template(
        "organisations/capacity.html",
        capacity=capacity,
        state=capacity.state(today()),
        organisation=queries.get_organisation(capacity.organisation_id),
        people={one: directory.address_of(one) for one in people if one},
        mine=capacity.proposed_by == current_principal().person_id,
    )


@blueprint.route("/organisations/<organisation_id>/capacities/propose", methods=["GET", "POST"])
@roles(Role.REGISTER_ADMINISTRATOR)
def propose(organisation_id: str) -> Page:
    """Propose a buying capacity, after showing what it would be."""
    organisation = queries.get_organisation(organisation_id)
    form = read_form(schemas.CapacitySchema(), request.form) if request.method == "POST" else Form()
    if request.method == "GET" or step() == "change":
        return _propose_page(organisation, form)
    if not form.ok:
        return _propose_page(organisation, form), REFUSED
    proposal, unknown = _proposal(organisation, form)
    if unknown:
        names = ", ".join(unknown)
        form.errors["authorities"] = gettext("There is no authority called: %(names)s", names=names)
        return _propose_page(organisation, form), REFUSED
    by, now = current_principal(), clock.now()
    try:
        if step() != "confirm":
            services.check_proposal(organisation_id, proposal, by=by, now=now)
            return _check_proposal(organisation, proposal, form)
        with transaction():
            capacity_id = services.propose_capacity(organisation_id, proposal, by=by, now=now).id
    except RuleBroken as broken:
        form.add(broken.reasons)
        fields = {"scope": "authorities", "ends_on": "ends_on-day"}
        form.errors = {fields.get(name, name): text for name, text in form.errors.items()}
        return _propose_page(organisation, form), REFUSED
    flash(gettext("Proposed. Another register administrator must decide it."), "success")
    return redirect(url_for("organisations.capacity_page", capacity_id=capacity_id), 303)


@blueprint.route("/capacities/<capacity_id>/decide", methods=["GET", "POST"])
@roles(Role.REGISTER_ADMINISTRATOR)
def decide_capacity(capacity_id: str) -> Page:
    """Grant or refuse what another register administrator proposed; all of it stands on the page."""
    capacity = queries.get_capacity(capacity_id)
    if request.method == "GET":
        return _decide_page(capacity, Form(values={"version": capacity.version}))
    form = read_form(schemas.DecisionSchema(), request.form)
    if not form.ok:
        return _decide_page(capacity, form), REFUSED
    decide = services.approve_capacity if form.data["decision"] == "approve" else services.refuse_capacity
    with transaction():
        decide(capacity_id, version=form.data["version"], by=current_principal(), now=clock.now())
    flash(gettext("Decided."), "success")
    return redirect(url_for("organisations.capacity_page", capacity_id=capacity_id), 303)


@blueprint.route("/capacities/<capacity_id>/withdraw", methods=["GET", "POST"])
@roles(Role.REGISTER_ADMINISTRATOR)
def withdraw_capacity(capacity_id: str) -> Page:
    """Take one's own proposal back, after being asked once more."""
    capacity = queries.get_capacity(capacity_id)
    if request.method == "POST":
        version = read_form(schemas.VersionSchema(), request.form).data.get("version", 0)
        with transaction():
            services.withdraw_capacity(capacity_id, version=version, by=current_principal(), now=clock.now())
        flash(gettext("Taken back."), "success")
        return redirect(url_for("organisations.capacity_page", capacity_id=capacity_id), 303)
    return _ask_about(capacity, title=gettext("Take this proposal back"), button=lazy_gettext("Take back"))


@blueprint.route("/capacities/<capacity_id>/revoke", methods=["GET", "POST"])
@roles(Role.REGISTER_ADMINISTRATOR)
def revoke_capacity(capacity_id: str) -> Page:
    """End a granted capacity at once, after being asked once more."""
    capacity = queries.get_capacity(capacity_id)
    if request.method == "POST":
        version = read_form(schemas.VersionSchema(), request.form).data.get("version", 0)
        with transaction():
            services.revoke_capacity(capacity_id, version=version, by=current_principal(), now=clock.now())
        flash(gettext("Revoked."), "success")
        return redirect(url_for("organisations.capacity_page", capacity_id=capacity_id), 303)
    return _ask_about(
        capacity,
        title=gettext("Revoke this buying capacity"),
        button=lazy_gettext("Revoke"),
        warning=gettext("Its people can no longer look for places for these authorities, from now on."),
    )


@blueprint.route("/capacities/<capacity_id>/confirm", methods=["GET", "POST"])
@roles(Role.REGISTER_ADMINISTRATOR)
def confirm_capacity(capacity_id: str) -> Page:
    """Confirm on fresh evidence that what was granted still holds."""
    capacity = queries.get_capacity(capacity_id)
    organisation = queries.get_organisation(capacity.organisation_id)
    form = (
        read_form(schemas.EvidenceSchema(), request.form)
        if request.method == "POST"
        else Form(values={"version": capacity.version})
    )
    if request.method == "POST" and form.ok:
        with transaction():
            services.confirm_capacity(
                capacity_id,
                _evidence(form),
                version=form.data["version"],
                by=current_principal(),
                now=clock.now(),
            )
        flash(gettext("Confirmed."), "success")
        return redirect(url_for("organisations.capacity_page", capacity_id=capacity_id), 303)
    page = render_template(
        "organisations/confirm_capacity.html", capacity=capacity, organisation=organisation, form=form
    )
    return (page, REFUSED) if form.errors else page


def _propose_page(organisation: Organisation, form: Form) -> str:
    # The summary lists errors as they stand on the page.
    form.errors = {name: form.errors[name] for name in sorted(form.errors, key=_place_on_page)}
    kinds = services.kinds_for(organisation)
    return render_template("organisations/propose.html", organisation=organisation, form=form, kinds=kinds)


def _place_on_page(field: str) -> int:
    return PROPOSAL_FIELDS.index(field) if field in PROPOSAL_FIELDS else len(PROPOSAL_FIELDS)


def _proposal(organisation: Organisation, form: Form) -> tuple[services.Proposal, list[str]]:
    """Build the proposal; the second part are lines that name no authority of today."""
    scope, unknown, known = set(), [], authorities()
    for line in form.data["authorities"]:
        found = known.current(line.upper()) or known.by_dfe_code(line) or known.by_name(line)
        if isinstance(found, Authority):
            scope.add(found.gss)
        else:
            unknown.append(line[:60])
    if form.data["kind"] is CapacityKind.AUTHORITY and not form.data["authorities"]:
        scope = {one.identifier for one in organisation.identifiers if one.scheme is Scheme.LA_GSS}
    proposal = services.Proposal(
        kind=form.data["kind"], scope=frozenset(scope), ends_on=form.data["ends_on"], evidence=_evidence(form)
    )
    return proposal, unknown


def _evidence(form: Form) -> services.Evidence:
    return services.Evidence(kind=form.data["evidence"], reference=form.data["reference"], note=form.data["note"])


def _check_proposal(organisation: Organisation, proposal: services.Proposal, form: Form) -> str:
    evidence = proposal.evidence
    return ask_again(
        Check(
            title=gettext("Check before you propose this"),
            rows=[
                (gettext("Organisation"), organisation.name),
                (gettext("Buys as"), str(schemas.CAPACITY_WORDS[proposal.kind])),
                (gettext("For"), ", ".join(sorted(authority_name(gss) for gss in proposal.scope))),
                (gettext("Last day"), format_date(proposal.ends_on, "d MMMM yyyy")),
                (gettext("Evidence"), str(schemas.EVIDENCE_WORDS[evidence.kind])),
                (gettext("Where it is found"), evidence.reference),
                *([(gettext("Note"), evidence.note)] if evidence.note else []),
            ],
            lead=gettext("It gives nothing until another register administrator grants it."),
            hidden=dict(form.values),
            button=lazy_gettext("Propose"),
            back=url_for("organisations.organisation_page", organisation_id=organisation.id),
            change=True,
        )
    )


def _decide_page(capacity: BuyingCapacity, form: Form) -> str:
    return render_template(
        "organisations/decide_capacity.html",
        capacity=capacity,
        organisation=queries.get_organisation(capacity.organisation_id),
        proposer=person_directory().address_of(capacity.proposed_by),
        mine=capacity.proposed_by == current_principal().person_id,
        independent=services.are_independent(current_principal().person_id or "", capacity.proposed_by),
        decided=capacity.status is not CapacityStatus.PROPOSED,
        form=form,
    )


def _ask_about(capacity: BuyingCapacity, *, title: str, button: LazyString, warning: str = "") -> str:
    return ask_again(
        Check(
            title=title,
            rows=[
                (gettext("Organisation"), queries.get_organisation(capacity.organisation_id).name),
                (gettext("Buys as"), str(schemas.CAPACITY_WORDS[capacity.kind])),
                (gettext("For"), ", ".join(sorted(authority_name(gss) for gss in capacity.scope))),
                (gettext("Last day"), format_date(capacity.ends_on, "d MMMM yyyy")),
            ],
            warning=warning,
            hidden={"version": capacity.version},
            button=button,
            back=url_for("organisations.capacity_page", capacity_id=capacity.id),
            grave=True,
        )
    )
