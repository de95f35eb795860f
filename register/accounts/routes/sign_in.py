"""Signing in: password, second factor, what to act as; and signing out."""

from flask import redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import logout_user
from werkzeug.wrappers import Response

from register.accounts import queries, schemas
from register.accounts.domain import TryKind
from register.accounts.routes.blueprint import (
    begin,
    blueprint,
    digest,
    session_lifetime,
    sign_in_tries,
    this_browser,
    where_next,
)
from register.accounts.services import passwords, second_factor, sign_in
from register.core import clock
from register.core.access import current_principal, open_to_all, signed_in
from register.core.db import transaction
from register.core.errors import RuleBroken
from register.core.forms import Form, read_form

Page = str | tuple[str, int] | Response
REFUSED = 422


@blueprint.get("/sign-in", endpoint="sign_in")
@open_to_all
def show_sign_in() -> Page:
    """Ask for address and password."""
    if this_browser() is not None:
        return redirect(url_for("accounts.second_factor", next=request.args.get("next")), 303)
    return _sign_in_page(Form())


@blueprint.post("/sign-in", endpoint="sign_in_post")
@open_to_all
def check_sign_in() -> Page:
    """Check address and password, in the same words and time whether there is such an account or not."""
    form = read_form(schemas.SignInSchema(), request.form)
    if not form.ok:
        return _sign_in_page(form), REFUSED
    now = clock.now()
    tries = sign_in_tries(form.data["email"])
    try:
        with transaction() as database:
            sign_in.count_tries(database, tries, now=now)
    except RuleBroken as refused:
        form.add(refused.reasons)
        return _sign_in_page(form), REFUSED
    person = queries.find_person(form.data["email"])
    # Outside any transaction: this takes its time on purpose.
    right = passwords.is_right(person.password_hash if person else None, form.data["password"])
    if person is None or not right:
        with transaction() as database:
            sign_in.note_failure(database, person.id if person else None, step="password", now=now)
        form.errors["email"] = gettext("The email address or the password is not right.")
        return _sign_in_page(form), REFUSED
    with transaction() as database:
        sign_in.forget_tries(database, tries)
        token = sign_in.open_session(
            database, person, now=now, lifetime=session_lifetime(), password=form.data["password"]
        )
    begin(token)
    return redirect(url_for("accounts.second_factor", next=request.form.get("next")), 303)


def _sign_in_page(form: Form) -> str:
    return render_template("accounts/sign_in.html", form=form, next=request.values.get("next", ""))


@blueprint.post("/sign-out", endpoint="sign_out")
@open_to_all
def leave_service() -> Page:
    """End this browser's session."""
    browser = this_browser()
    if browser is not None:
        with transaction() as database:
            sign_in.close_session(database, browser.found.id, by=current_principal(), now=clock.now())
    logout_user()
    session.clear()
    return redirect(url_for("pages.home"), 303)


@blueprint.get("/second-factor", endpoint="second_factor")
@open_to_all
def show_second_factor() -> Page:
    """Ask for the app's code, where it is due; else go on."""
    browser = this_browser()
    if browser is None:
        return redirect(url_for("accounts.sign_in", next=request.args.get("next")), 303)
    if browser.found.person.has_second_factor and browser.found.second_factor_at is None:
        return _code_page(Form())
    return _onwards()


@blueprint.post("/second-factor", endpoint="second_factor_post")
@open_to_all
def check_second_factor() -> Page:
    """Check the app's code or a recovery code."""
    browser = this_browser()
    if browser is None or not browser.found.person.has_second_factor:
        return redirect(url_for("accounts.sign_in"), 303)
    form = read_form(schemas.CodeSchema(), request.form)
    if not form.ok:
        return _code_page(form), REFUSED
    now = clock.now()
    person_id, session_id = browser.found.person_id, browser.found.id
    tries = (digest(TryKind.SECOND_FACTOR, person_id),)
    try:
        with transaction() as database:
            sign_in.count_tries(database, tries, now=now)
    except RuleBroken as refused:
        form.add(refused.reasons)
        return _code_page(form), REFUSED
    with transaction() as database:
        right = second_factor.give_code(database, session_id, form.data["code"], now=now)
        if right:
            sign_in.forget_tries(database, tries)
        else:
            sign_in.note_failure(database, person_id, step="second-factor", now=now)
    if not right:
        form.errors["code"] = gettext("This code is not right, or was used before. Enter the one your app shows now.")
        return _code_page(form), REFUSED
    return _onwards()


def _code_page(form: Form) -> str:
    return render_template("accounts/second_factor.html", form=form, next=request.values.get("next", ""))


def _onwards() -> Response:
    """Go to what is due next, else to where the person wanted to go."""
    browser = this_browser()
    principal = queries.principal_of(browser.found, now=clock.now()) if browser else current_principal()
    if principal.second_factor_due:
        return redirect(url_for("accounts.enrol", next=request.values.get("next") or None), 303)
    if principal.due_first is not None:
        return redirect(url_for(principal.due_first, next=request.values.get("next") or None), 303)
    return redirect(where_next(), 303)


@blueprint.get("/act-as", endpoint="choose_capacity")
@signed_in
def show_choices() -> Page:
    """Offer the organisations and sides that the person may act for."""
    return _choices_page(Form())


@blueprint.post("/act-as", endpoint="choose_capacity_post")
@signed_in
def choose() -> Page:
    """Act for the chosen organisation on the chosen side from now on."""
    browser = this_browser()
    form = read_form(schemas.ChooseSchema(), request.form)
    if not form.ok or browser is None:
        return _choices_page(form), REFUSED
    session_id, by = browser.found.id, current_principal()
    with transaction() as database:
        sign_in.choose_capacity(database, session_id, form.data["acting"], by=by, now=clock.now())
    return redirect(where_next(), 303)


def _choices_page(form: Form) -> str:
    principal = current_principal()
    choices = queries.choices_of(queries.roles_of(principal.person_id or ""))
    return render_template(
        "accounts/choose_capacity.html",
        form=form,
        choices=choices,
        names=queries.names_of(principal.organisations),
        next=request.values.get("next", ""),
    )


@blueprint.get("/declare-sides", endpoint="declare_sides")
@signed_in
def show_declaration() -> Page:
    """Ask a person with roles on both sides to say so."""
    return render_template(
        "accounts/declare_sides.html",
        held=queries.roles_of(current_principal().person_id or ""),
        names=queries.names_of(current_principal().organisations),
        next=request.values.get("next", ""),
    )


@blueprint.post("/declare-sides", endpoint="declare_sides_post")
@signed_in
def declare() -> Page:
    """Keep the declaration."""
    principal = current_principal()
    with transaction() as database:
        sign_in.declare_sides(database, by=principal, now=clock.now())
    return redirect(url_for("accounts.second_factor", next=request.form.get("next") or None), 303)
