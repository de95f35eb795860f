"""An organisation's people: who has which role, who is invited; for its administrators."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from register.accounts import domain, queries, schemas
from register.accounts.models import Membership
from register.accounts.routes.blueprint import blueprint
from register.accounts.routes.sign_in import REFUSED, Page
from register.accounts.services import roles, second_factor
from register.accounts.services.addresses import link_to
from register.core import access, clock
from register.core.access import current_principal
from register.core.db import transaction
from register.core.errors import NotAllowed, NotFound, RuleBroken
from register.core.forms import Form, read_form
from register.organisations.models import Organisation
from register.organisations.queries import get_organisation, labels_of, settings_of

administrators = access.roles(*sorted(domain.ADMINISTRATORS))


def _organisation(organisation_id: str) -> Organisation:
    """Return an organisation that the principal looks after. Raises NotFound for any other."""
    organisation = get_organisation(organisation_id)
    if not roles.may_look_after(current_principal(), organisation):
        raise NotFound("There is no such organisation.")
    return organisation


def _settings(organisation_id: str) -> list[tuple[str, str]]:
    """Return the settings that an organisation holds, as (id, label), by label."""
    return sorted(labels_of(settings_of(organisation_id)).items(), key=lambda pair: (pair[1], pair[0]))


@blueprint.get("/people")
@administrators
def people() -> Page:
    """Show the people of the organisation that one acts for."""
    return _people_page(_organisation(current_principal().organisation_id or ""))


@blueprint.get("/organisations/<organisation_id>/people")
@administrators
def people_of(organisation_id: str) -> Page:
    """Show an organisation's people."""
    return _people_page(_organisation(organisation_id))


def _people_page(organisation: Organisation) -> str:
    return render_template(
        "accounts/people.html",
        organisation=organisation,
        people=queries.people_of(organisation.id),
        invitations=queries.open_invitations(organisation.id, now=clock.now()),
        labels=dict(_settings(organisation.id)),
    )


@blueprint.route("/organisations/<organisation_id>/people/invite", methods=["GET", "POST"])
@administrators
def invite(organisation_id: str) -> Page:
    """Invite somebody by mail."""
    organisation = _organisation(organisation_id)
    now, by = clock.now(), current_principal()
    offered = roles.roles_to_give(by, organisation, now=now)
    form = read_form(schemas.InviteSchema(), request.form) if request.method == "POST" else Form()
    if request.method == "POST" and form.ok:
        if form.data["role"] not in offered:
            form.errors["role"] = gettext("Choose a role")
        else:
            offer = roles.Offer(
                email=form.data["email"],
                organisation_id=organisation_id,
                role=form.data["role"],
                setting_ids=form.data["settings"],
            )
            try:
                with transaction() as database:
                    roles.invite(
                        database,
                        offer,
                        by=by,
                        now=now,
                        lifetime=current_app.config["INVITATION_LIFETIME"],
                        link=link_to("accounts.invitation"),
                    )
            except RuleBroken as refused:
                form.add(refused.reasons)
            else:
                flash(gettext("The invitation is on its way."), "success")
                return redirect(url_for("accounts.people_of", organisation_id=organisation_id), 303)
    page = render_template(
        "accounts/invite.html",
        form=form,
        organisation=organisation,
        offered=offered,
        settings=_settings(organisation_id),
    )
    return (page, REFUSED) if form.errors else page


@blueprint.post("/organisations/<organisation_id>/people/invitations/<invitation_id>/withdraw")
@administrators
def withdraw_invitation(organisation_id: str, invitation_id: str) -> Page:
    """Take an invitation back."""
    _organisation(organisation_id)
    by = current_principal()
    with transaction() as database:
        roles.withdraw_invitation(database, invitation_id, organisation_id=organisation_id, by=by, now=clock.now())
    flash(gettext("The invitation no longer works."), "success")
    return redirect(url_for("accounts.people_of", organisation_id=organisation_id), 303)


@blueprint.route("/organisations/<organisation_id>/people/<person_id>", methods=["GET", "POST"])
@administrators
def member(organisation_id: str, person_id: str) -> Page:
    """Show and change a person's roles in an organisation; no role left means removed."""
    organisation = _organisation(organisation_id)
    held = _held(organisation_id, person_id)
    now, by = clock.now(), current_principal()
    mine = {one.as_role for one in held}
    offered = [role for role in access.Role if role in mine or role in roles.roles_to_give(by, organisation, now=now)]
    if request.method == "GET":
        limited = sorted({setting_id for one in held for setting_id in one.setting_ids or []})
        form = Form(values={"roles": [str(role) for role in mine], "settings": limited})
    else:
        form = read_form(schemas.RolesSchema(), request.form)
        wanted = frozenset(form.data.get("roles", ()))
        if form.ok and not wanted <= set(offered):
            form.errors["roles"] = gettext("Choose from the roles of this organisation")
        if form.ok:
            try:
                with transaction() as database:
                    roles.set_roles(
                        database,
                        person_id,
                        organisation_id=organisation_id,
                        roles=wanted,
                        setting_ids=form.data["settings"],
                        by=by,
                        now=now,
                    )
            except RuleBroken as refused:
                form.add(refused.reasons)
            else:
                flash(gettext("Saved."), "success")
                return redirect(url_for("accounts.people_of", organisation_id=organisation_id), 303)
    page = render_template(
        "accounts/member.html",
        form=form,
        organisation=organisation,
        person=held[0].person,
        offered=offered,
        settings=_settings(organisation_id),
    )
    return (page, REFUSED) if form.errors else page


@blueprint.post("/organisations/<organisation_id>/people/<person_id>/second-factor")
@administrators
def reset_second_factor(organisation_id: str, person_id: str) -> Page:
    """Take a lost authenticator app away from somebody of the organisation; they set up another one."""
    _organisation(organisation_id)
    _held(organisation_id, person_id)
    by = current_principal()
    elsewhere = {one.organisation_id for one in queries.roles_of(person_id)} - {organisation_id}
    if elsewhere and not by.has(access.Role.REGISTER_ADMINISTRATOR):
        raise NotAllowed(gettext("This person also works elsewhere. Ask the register's administrators."))
    with transaction() as database:
        second_factor.remove(database, person_id, by=by, now=clock.now())
    flash(gettext("They set up a new second factor when they next sign in."), "success")
    return redirect(url_for("accounts.member", organisation_id=organisation_id, person_id=person_id), 303)


def _held(organisation_id: str, person_id: str) -> list[Membership]:
    held = [one for one in queries.roles_of(person_id) if one.organisation_id == organisation_id]
    if not held:
        raise NotFound("This person has no role here.")
    return held
