"""A person's own account: name, password, authenticator app, recovery codes, organisations."""

import segno
from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import logout_user

from register.accounts import domain, queries, schemas
from register.accounts.routes.blueprint import blueprint, digest, this_browser
from register.accounts.routes.sign_in import REFUSED, Page
from register.accounts.services import account, passwords, roles, second_factor, sign_in
from register.core import clock
from register.core.access import current_principal, signed_in
from register.core.db import transaction
from register.core.errors import NotAllowed, RuleBroken
from register.core.forms import Form, read_form

PENDING_SECRET = "pending_secret"  # noqa: S105 - the name of a place, not a secret


@blueprint.get("/account", endpoint="profile")
@signed_in
def show_profile() -> Page:
    """Show a person what is known of them, and what they may do where."""
    principal = current_principal()
    person = queries.get_person(principal.person_id or "")
    held = queries.roles_of(person.id)
    return render_template(
        "accounts/profile.html",
        person=person,
        held=held,
        names=queries.names_of(principal.organisations),
        codes_left=queries.count_recovery_codes(person.id),
        needed=domain.needs_second_factor(one.as_role for one in held),
        choices=queries.choices_of(held),
    )


@blueprint.route("/account/name", methods=["GET", "POST"])
@signed_in
def change_name() -> Page:
    """Change one's name."""
    person = queries.get_person(current_principal().person_id or "")
    if request.method == "GET":
        return render_template("accounts/name.html", form=Form(values={"name": person.name}))
    form = read_form(schemas.NameSchema(), request.form)
    if not form.ok:
        return render_template("accounts/name.html", form=form), REFUSED
    by = current_principal()
    with transaction() as database:
        account.change_name(database, form.data["name"], by=by, now=clock.now())
    return redirect(url_for("accounts.profile"), 303)


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in
def change_password() -> Page:
    """Change one's password; every session but this one ends."""
    browser = this_browser()
    if request.method == "GET" or browser is None:
        return render_template("accounts/password.html", form=Form())
    form = read_form(schemas.ChangePasswordSchema(), request.form)
    person = browser.found.person
    now, session_id = clock.now(), browser.found.id
    tries = (digest(domain.TryKind.ACCOUNT, person.email),)
    if form.ok:
        try:
            with transaction() as database:
                sign_in.count_tries(database, tries, now=now)
            if passwords.is_right(person.password_hash, form.data["present"]):
                passwords.check_password(form.data["password"], personal=(person.name, person.email))
                hashed = passwords.hash_password(form.data["password"])
                with transaction() as database:
                    sign_in.forget_tries(database, tries)
                    account.set_password(database, person.id, hashed, now=now, but=session_id)
                flash(gettext("Your password is changed. All other browsers are signed out."), "success")
                return redirect(url_for("accounts.profile"), 303)
            form.errors["present"] = gettext("Your present password is not right.")
        except RuleBroken as refused:
            form.add(refused.reasons)
    return render_template("accounts/password.html", form=form), REFUSED


@blueprint.get("/account/second-factor", endpoint="enrol")
@signed_in
def show_enrolment() -> Page:
    """Show the secret to be read into an app. It is stored once a first code proves that the app has it."""
    if queries.get_person(current_principal().person_id or "").has_second_factor:
        return redirect(url_for("accounts.profile"), 303)
    return _enrolment_page(Form())


@blueprint.post("/account/second-factor", endpoint="enrol_post")
@signed_in
def enrol() -> Page:
    """Set up the app with its first code, and show the recovery codes."""
    browser = this_browser()
    secret = session.get(PENDING_SECRET)
    form = read_form(schemas.CodeSchema(), request.form)
    if not form.ok or browser is None or secret is None:
        return _enrolment_page(form), REFUSED
    session_id = browser.found.id
    try:
        with transaction() as database:
            codes = second_factor.enrol(database, session_id, secret=secret, code=form.data["code"], now=clock.now())
    except RuleBroken as refused:
        form.add(refused.reasons)
        return _enrolment_page(form), REFUSED
    session.pop(PENDING_SECRET, None)
    return _codes_page(codes)


def _enrolment_page(form: Form) -> str:
    person = queries.get_person(current_principal().person_id or "")
    secret = session.setdefault(PENDING_SECRET, second_factor.new_secret())
    address = second_factor.address_for_app(secret, email=person.email, issuer=gettext("National vacancy register"))
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=4)
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return render_template(
        "accounts/enrol.html", form=form, picture=picture, secret=groups, next=request.values.get("next", "")
    )


def _codes_page(codes: list[str]) -> str:
    return render_template("accounts/recovery_codes.html", codes=codes, next=request.values.get("next", ""))


@blueprint.post("/account/recovery-codes", endpoint="renew_codes")
@signed_in
def renew_codes() -> Page:
    """Replace the recovery codes, and show the new ones once."""
    by = current_principal()
    with transaction() as database:
        codes = second_factor.renew_recovery_codes(database, by=by, now=clock.now())
    return _codes_page(codes)


@blueprint.route("/account/second-factor/remove", methods=["GET", "POST"])
@signed_in
def remove_second_factor() -> Page:
    """Take the app away, where no role needs it; the password is asked again."""
    browser = this_browser()
    form = read_form(schemas.NewPasswordSchema(), request.form) if request.method == "POST" else Form()
    if request.method == "GET" or browser is None or not form.ok:
        status = 200 if request.method == "GET" else REFUSED
        return render_template("accounts/remove_second_factor.html", form=form), status
    person, by, now, session_id = browser.found.person, current_principal(), clock.now(), browser.found.id
    tries = (digest(domain.TryKind.ACCOUNT, person.email),)
    try:
        with transaction() as database:
            sign_in.count_tries(database, tries, now=now)
    except RuleBroken as refused:
        form.add(refused.reasons)
        return render_template("accounts/remove_second_factor.html", form=form), REFUSED
    if not passwords.is_right(person.password_hash, form.data["password"]):
        form.errors["password"] = gettext("Your password is not right.")
        return render_template("accounts/remove_second_factor.html", form=form), REFUSED
    with transaction() as database:
        sign_in.forget_tries(database, tries)
        second_factor.remove(database, person.id, by=by, now=now, but=session_id)
    flash(gettext("The second factor is switched off."), "success")
    return redirect(url_for("accounts.profile"), 303)


@blueprint.route("/account/leave/<organisation_id>", methods=["GET", "POST"])
@signed_in
def leave(organisation_id: str) -> Page:
    """Give up all one's roles in an organisation."""
    by = current_principal()
    if organisation_id not in by.organisations:
        raise NotAllowed(gettext("You have no role there."))
    form = Form()
    if request.method == "POST":
        try:
            with transaction() as database:
                roles.leave(database, organisation_id, by=by, now=clock.now())
        except RuleBroken as refused:
            form.add(refused.reasons)
        else:
            logout_user()
            session.clear()
            flash(gettext("You left. Sign in again for what you do elsewhere."), "success")
            return redirect(url_for("accounts.sign_in"), 303)
    name = queries.names_of(frozenset({organisation_id}))[organisation_id]
    page = render_template("accounts/leave.html", form=form, organisation_id=organisation_id, name=name)
    return (page, REFUSED) if form.errors else page
