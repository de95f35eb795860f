"""Pages behind links that come by mail: an invitation, a new password, a new provider's start.

Opening a link changes nothing, because mail scanners open links too; a button does.
"""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from register.accounts import queries, schemas
from register.accounts.domain import TryKind, plain_email
from register.accounts.routes.blueprint import begin, blueprint, digest, session_lifetime
from register.accounts.routes.sign_in import REFUSED, Page
from register.accounts.services import account, passwords, provider_start, roles, sign_in
from register.accounts.services.addresses import link_to
from register.core import clock
from register.core.access import current_principal, open_to_all, signed_in
from register.core.db import transaction
from register.core.errors import RuleBroken
from register.core.forms import Form, read_form
from register.organisations.queries import get_organisation


def _token() -> str:
    return request.values.get("token", "")


def _mail_tries(email: str) -> tuple[tuple[TryKind, str], ...]:
    return digest(TryKind.ADDRESS, request.remote_addr or ""), digest(TryKind.MAIL, plain_email(email))


# Invitations


@blueprint.get("/invitation", endpoint="invitation")
@open_to_all
def show_invitation() -> Page:
    """Say what is offered, and how to take it."""
    return _invitation_page(Form())


def _invitation_page(form: Form) -> str:
    found = queries.get_invitation(_token(), now=clock.now())
    principal = current_principal()
    return render_template(
        "accounts/invitation.html",
        form=form,
        token=_token(),
        organisation=get_organisation(found.organisation_id).name,
        role=found.role,
        email=found.email,
        has_account=queries.find_person(found.email) is not None,
        is_me=principal.person_id is not None and queries.get_person(principal.person_id).email == found.email,
    )


@blueprint.post("/invitation", endpoint="invitation_post")
@open_to_all
def accept_as_new() -> Page:
    """Take the offered role with a new account."""
    now = clock.now()
    found = queries.get_invitation(_token(), now=now)
    form = read_form(schemas.NewPersonSchema(), request.form)
    if form.ok:
        try:
            personal = (form.data["name"], found.email, get_organisation(found.organisation_id).name)
            passwords.check_password(form.data["password"], personal=personal)
        except RuleBroken as refused:
            form.add(refused.reasons)
    if not form.ok:
        return _invitation_page(form), REFUSED
    hashed = passwords.hash_password(form.data["password"])
    with transaction() as database:
        person = roles.accept_as_new(database, _token(), name=form.data["name"], password_hash=hashed, now=now)
        session_token = sign_in.open_session(database, person, now=now, lifetime=session_lifetime())
    begin(session_token)
    return redirect(url_for("accounts.second_factor"), 303)


@blueprint.post("/invitation/join")
@signed_in
def join() -> Page:
    """Take the offered role with the account that is signed in."""
    by = current_principal()
    with transaction() as database:
        roles.accept_as_member(database, _token(), by=by, now=clock.now())
    flash(gettext("You have joined."), "success")
    return redirect(url_for("accounts.second_factor", next=url_for("accounts.profile")), 303)


# New passwords


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
@open_to_all
def forgotten_password() -> Page:
    """Send a link to an address, in the same words whether there is such an account or not."""
    if request.method == "GET":
        return render_template("accounts/forgotten_password.html", form=Form())
    form = read_form(schemas.EmailSchema(), request.form)
    if form.ok:
        now = clock.now()
        try:
            with transaction() as database:
                sign_in.count_tries(database, _mail_tries(form.data["email"]), now=now)
                account.request_reset(database, form.data["email"], now=now, link=link_to("accounts.new_password"))
            return render_template("accounts/mail_sent.html", email=form.data["email"], start=False)
        except RuleBroken as refused:
            form.add(refused.reasons)
    return render_template("accounts/forgotten_password.html", form=form), REFUSED


@blueprint.get("/new-password", endpoint="new_password")
@open_to_all
def show_new_password() -> Page:
    """Ask for the new password."""
    queries.get_reset(_token(), now=clock.now())
    return render_template("accounts/new_password.html", form=Form(), token=_token())


@blueprint.post("/new-password", endpoint="new_password_post")
@open_to_all
def reset_password() -> Page:
    """Set the new password. It signs nobody in: a second factor is still asked."""
    now = clock.now()
    person = queries.get_person(queries.get_reset(_token(), now=now).person_id)
    form = read_form(schemas.NewPasswordSchema(), request.form)
    if form.ok:
        try:
            passwords.check_password(form.data["password"], personal=(person.name, person.email))
        except RuleBroken as refused:
            form.add(refused.reasons)
    if not form.ok:
        return render_template("accounts/new_password.html", form=form, token=_token()), REFUSED
    tries = (digest(TryKind.ACCOUNT, person.email),)
    hashed = passwords.hash_password(form.data["password"])
    with transaction() as database:
        account.reset_password(database, _token(), hashed, now=now)
        sign_in.forget_tries(database, tries)
    flash(gettext("Your new password is set. Sign in with it."), "success")
    return redirect(url_for("accounts.sign_in"), 303)


# New providers


@blueprint.route("/start-as-provider", methods=["GET", "POST"])
@open_to_all
def start_as_provider() -> Page:
    """Take names and an address, and send a link that proves the address."""
    if request.method == "GET":
        return render_template("accounts/start_as_provider.html", form=Form())
    form = read_form(schemas.StartProviderSchema(), request.form)
    if form.ok:
        now, data = clock.now(), form.data
        try:
            with transaction() as database:
                sign_in.count_tries(database, _mail_tries(data["email"]), now=now)
                provider_start.request_start(
                    database,
                    email=data["email"],
                    name=data["name"],
                    organisation=data["organisation"],
                    now=now,
                    link=link_to("accounts.confirm_provider"),
                )
            return render_template("accounts/mail_sent.html", email=data["email"], start=True)
        except RuleBroken as refused:
            form.add(refused.reasons)
    return render_template("accounts/start_as_provider.html", form=form), REFUSED


@blueprint.get("/start-as-provider/confirm", endpoint="confirm_provider")
@open_to_all
def show_confirm_provider() -> Page:
    """Ask for a password, or to go on with the account that there is."""
    return _confirm_page(Form())


def _confirm_page(form: Form) -> str:
    found = queries.get_provider_start(_token(), now=clock.now())
    principal = current_principal()
    return render_template(
        "accounts/confirm_provider.html",
        form=form,
        token=_token(),
        organisation=found.organisation_name,
        email=found.email,
        has_account=queries.find_person(found.email) is not None,
        is_me=principal.person_id is not None and queries.get_person(principal.person_id).email == found.email,
    )


@blueprint.post("/start-as-provider/confirm", endpoint="confirm_provider_post")
@open_to_all
def confirm_provider() -> Page:
    """Set up account and provider."""
    now = clock.now()
    found = queries.get_provider_start(_token(), now=now)
    form = read_form(schemas.NewPasswordSchema(), request.form)
    if form.ok:
        try:
            personal = (found.person_name, found.email, found.organisation_name)
            passwords.check_password(form.data["password"], personal=personal)
        except RuleBroken as refused:
            form.add(refused.reasons)
    if not form.ok:
        return _confirm_page(form), REFUSED
    hashed = passwords.hash_password(form.data["password"])
    with transaction() as database:
        person = provider_start.start_as_new(database, _token(), password_hash=hashed, now=now)
        session_token = sign_in.open_session(database, person, now=now, lifetime=session_lifetime())
    begin(session_token)
    return redirect(url_for("accounts.second_factor"), 303)


@blueprint.post("/start-as-provider/join")
@signed_in
def start_with_account() -> Page:
    """Set up the provider with the account that is signed in."""
    by = current_principal()
    with transaction() as database:
        provider_start.start_as_member(database, _token(), by=by, now=clock.now())
    flash(gettext("The organisation is set up."), "success")
    return redirect(url_for("accounts.second_factor"), 303)
