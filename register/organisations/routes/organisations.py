"""Register administrators look after organisations: add, change, identifiers, who belongs to a consortium."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext

from register.core import clock
from register.core.access import Role, current_principal, roles
from register.core.asking import REFUSED, Check, Page, ask_again, step
from register.core.db import transaction
from register.core.errors import RuleBroken
from register.core.forms import Form, read_form
from register.core.identifiers import Scheme
from register.organisations import queries, schemas, services
from register.organisations.domain import OrganisationKind
from register.organisations.routes.blueprint import blueprint, today
from register.organisations.schemas import SCHEME_WORDS, scheme_name


@blueprint.get("/organisations")
@roles(Role.REGISTER_ADMINISTRATOR, Role.VERIFIER)
def organisations() -> Page:
    """List organisations by name; `q` narrows to names, brands and identifiers that hold it."""
    words = request.args.get("q", "").strip()[:100]
    found = queries.search_organisations(words, after=request.args.get("after") or None)
    return render_template("organisations/organisations.html", words=words, found=found)


@blueprint.get("/organisations/<organisation_id>")
@roles(Role.REGISTER_ADMINISTRATOR, Role.VERIFIER)
def organisation_page(organisation_id: str) -> Page:
    """Show one organisation: what it is called, what it may buy, what it holds, who belongs to it."""
    organisation = queries.get_organisation(organisation_id)
    memberships = queries.memberships_of(organisation_id)
    return render_template(
        "organisations/organisation.html",
        organisation=organisation,
        capacities=queries.capacities_of(organisation_id),
        memberships=memberships,
        names=queries.names_of({one for pair in memberships for one in (pair.authority_id, pair.consortium_id)}),
        held=len(queries.settings_of(organisation_id)),
        today=today(),
    )


@blueprint.route("/organisations/add", methods=["GET", "POST"])
@roles(Role.REGISTER_ADMINISTRATOR)
def add() -> Page:
    """Add an organisation, after showing what will be added."""
    form = read_form(schemas.OrganisationSchema(), request.form) if request.method == "POST" else Form()
    if request.method == "GET" or step() == "change":
        return _add_page(form)
    if not form.ok:
        return _add_page(form), REFUSED
    try:
        identifiers = _identifiers(form)
        if step() != "confirm":
            services.check_identifiers(form.data["kind"], identifiers)
            return _check_addition(form, identifiers)
        with transaction():
            made = services.add_organisation(
                form.data["kind"],
                name=form.data["name"],
                brand=_brand(form),
                identifiers=identifiers,
                by=current_principal(),
                now=clock.now(),
            )
            organisation_id = made.id
    except RuleBroken as broken:
        form.add(broken.reasons)
        return _add_page(form), REFUSED
    flash(gettext("Added."), "success")
    return redirect(url_for("organisations.organisation_page", organisation_id=organisation_id), 303)


@blueprint.route("/organisations/<organisation_id>/change", methods=["GET", "POST"])
@roles(Role.REGISTER_ADMINISTRATOR)
def change(organisation_id: str) -> Page:
    """Change an organisation's name or brand."""
    organisation = queries.get_organisation(organisation_id)
    if request.method == "GET":
        values = {"name": organisation.name, "brand": organisation.brand, "version": organisation.version}
        return render_template("organisations/change.html", organisation=organisation, form=Form(values=values))
    form = read_form(schemas.ChangeSchema(), request.form)
    if not form.ok:
        return render_template("organisations/change.html", organisation=organisation, form=form), REFUSED
    try:
        with transaction():
            services.change_organisation(organisation_id, **form.data, by=current_principal(), now=clock.now())
    except RuleBroken as broken:
        form.add(broken.reasons)
        organisation = queries.get_organisation(organisation_id)
        return render_template("organisations/change.html", organisation=organisation, form=form), REFUSED
    flash(gettext("Changed."), "success")
    return redirect(url_for("organisations.organisation_page", organisation_id=organisation_id), 303)


@blueprint.route("/organisations/<organisation_id>/identifiers/add", methods=["GET", "POST"])
@roles(Role.REGISTER_ADMINISTRATOR)
def add_identifier(organisation_id: str) -> Page:
    """Give an organisation one more identifier."""
    organisation = queries.get_organisation(organisation_id)
    form = read_form(schemas.IdentifierSchema(), request.form) if request.method == "POST" else Form()
    if request.method == "POST" and form.ok:
        try:
            with transaction():
                services.add_identifier(
                    organisation_id,
                    form.data["scheme"],
                    form.data["identifier"],
                    by=current_principal(),
                    now=clock.now(),
                )
        except RuleBroken as broken:
            form.add(broken.reasons)
        else:
            flash(gettext("Added."), "success")
            return redirect(url_for("organisations.organisation_page", organisation_id=organisation_id), 303)
    page = render_template(
        "organisations/add_identifier.html", organisation=organisation, form=form, schemes=SCHEME_WORDS
    )
    return (page, REFUSED) if form.errors else page


@blueprint.route("/organisations/<organisation_id>/identifiers/<scheme>/<identifier>/remove", methods=["GET", "POST"])
@roles(Role.REGISTER_ADMINISTRATOR)
def remove_identifier(organisation_id: str, scheme: str, identifier: str) -> Page:
    """Take an identifier away, after asking once more."""
    organisation = queries.get_organisation(organisation_id)
    pair = queries.get_identifier(organisation_id, scheme, identifier)
    back = url_for("organisations.organisation_page", organisation_id=organisation_id)
    if request.method == "POST":
        with transaction():
            services.remove_identifier(
                organisation_id, pair.scheme, pair.identifier, by=current_principal(), now=clock.now()
            )
        flash(gettext("Removed."), "success")
        return redirect(back, 303)
    return ask_again(
        Check(
            title=gettext("Remove this identifier"),
            rows=[(gettext("Organisation"), organisation.name), (scheme_name(pair.scheme), pair.identifier)],
            button=lazy_gettext("Remove"),
            back=back,
            grave=True,
        )
    )


@blueprint.route("/organisations/<organisation_id>/members/add", methods=["GET", "POST"])
@roles(Role.REGISTER_ADMINISTRATOR)
def add_member(organisation_id: str) -> Page:
    """Make an authority a member of a consortium from a day on."""
    organisation = queries.get_organisation(organisation_id)
    form = read_form(schemas.MemberSchema(), request.form) if request.method == "POST" else Form()
    if request.method == "POST" and form.ok:
        try:
            with transaction():
                services.join_consortium(organisation_id, **form.data, by=current_principal(), now=clock.now())
        except RuleBroken as broken:
            form.add(broken.reasons)
        else:
            flash(gettext("Added."), "success")
            return redirect(url_for("organisations.organisation_page", organisation_id=organisation_id), 303)
    page = render_template(
        "organisations/add_member.html",
        organisation=organisation,
        form=form,
        choices=queries.organisations_of_kind(OrganisationKind.LOCAL_AUTHORITY),
    )
    return (page, REFUSED) if form.errors else page


@blueprint.route("/organisations/members/<member_id>/end", methods=["GET", "POST"])
@roles(Role.REGISTER_ADMINISTRATOR)
def end_membership(member_id: str) -> Page:
    """Give a membership its last day."""
    member = queries.get_membership(member_id)
    names = queries.names_of([member.authority_id, member.consortium_id])
    form = read_form(schemas.LastDaySchema(), request.form) if request.method == "POST" else Form()
    if request.method == "POST" and form.ok:
        try:
            with transaction():
                services.end_membership(member_id, **form.data, by=current_principal(), now=clock.now())
        except RuleBroken as broken:
            form.add(broken.reasons)
        else:
            flash(gettext("Ended."), "success")
            return redirect(url_for("organisations.organisation_page", organisation_id=member.consortium_id), 303)
    page = render_template("organisations/end_membership.html", member=member, names=names, form=form)
    return (page, REFUSED) if form.errors else page


def _add_page(form: Form) -> str:
    return render_template("organisations/add.html", form=form, schemes=SCHEME_WORDS)


def _brand(form: Form) -> str:
    return str(form.data["brand"] or form.data["name"])[:80]


def _identifiers(form: Form) -> dict[Scheme, str]:
    """Return what was typed, and an authority's codes by its name: both are shown before anything is added."""
    found: dict[Scheme, str] = {}
    if form.data["kind"] is OrganisationKind.LOCAL_AUTHORITY:
        found |= services.codes_by_name(form.data["name"])
    if form.data["scheme"] is not None:
        found[form.data["scheme"]] = form.data["identifier"]
    return found


def _check_addition(form: Form, identifiers: dict[Scheme, str]) -> str:
    return ask_again(
        Check(
            title=gettext("Check before you add this organisation"),
            rows=[
                (gettext("Kind"), str(schemas.KIND_WORDS[form.data["kind"]])),
                (gettext("Name"), form.data["name"]),
                (gettext("Name that others see"), _brand(form)),
                *((scheme_name(scheme), text) for scheme, text in identifiers.items()),
            ],
            hidden=dict(form.values),
            button=lazy_gettext("Add organisation"),
            back=url_for("organisations.organisations"),
            change=True,
        )
    )
