"""The auditor's pages: who saw and who changed what, in ids and codes."""

from dataclasses import fields
from typing import Any

from flask import Blueprint, render_template, request, url_for

from register.core import clock
from register.core.access import Role, current_principal, roles
from register.core.audit import disclose
from register.core.errors import RuleBroken
from register.core.forms import Form, read_form, typed_day
from register.core.paging import Page
from register.geography.queries.authorities import authorities
from register.oversight.domain import Scope, scope_of
from register.oversight.queries import Asked, Entry, read_trail, subject_kinds
from register.oversight.schemas import TrailSchema

blueprint = Blueprint("oversight", __name__)
DAYS = ("since", "until")


@blueprint.get("/register/trail")
@roles(Role.AUDITOR)
def trail() -> str | tuple[str, int]:
    """Search the record within the auditor's scope; that it was read is on record too."""
    form, principal = _read(), current_principal()
    scope = scope_of(principal)
    page: Page[Entry] | None = None
    if form.ok:
        asked = Asked(**{one.name: form.data.get(one.name) for one in fields(Asked)})
        about = (asked.kind or "any", asked.subject or asked.person or "any")
        disclose(about, what="audit-trail", by=principal, now=clock.now())
        try:
            page = read_trail(scope, asked, after=form.data.get("after"))
        except RuleBroken as broken:
            form.add(broken.reasons)
    more: dict[str, Any] = {key: value for key, value in request.args.items() if value and key != "after"}
    shown = render_template(
        "oversight/trail.html",
        form=form,
        page=page,
        kinds=subject_kinds(),
        whose=_whose(scope),
        scope=scope,
        next_url=url_for(".trail", **more, after=page.next_cursor) if page and page.next_cursor else None,
    )
    return (shown, 422) if form.errors else shown


def _read() -> Form:
    source = request.args.copy()
    for name in DAYS:
        if any(source.get(f"{name}-{part}") for part in ("day", "month", "year")):
            source[name] = typed_day(source, name)
    form = read_form(TrailSchema(), source)
    form.values |= {key: value for key, value in request.args.items() if key.startswith(DAYS)}
    return form


def _whose(scope: Scope) -> list[str]:
    known = authorities()
    return sorted(found.name for code in scope.codes if (found := known.find(code)) is not None)
