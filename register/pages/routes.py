"""Pages that combine rooms: the start page, a provider's dashboard, health."""

from flask import Blueprint, current_app, jsonify, render_template, request, url_for
from flask.wrappers import Response

from register.core import clock
from register.core.access import PROVIDER_ROLES, Role, current_principal, open_to_all, roles
from register.core.openapi import description
from register.pages import health
from register.pages.api_page import api_page
from register.pages.dashboard import Wanted, dashboard_of
from register.pages.home import next_steps
from register.pages.setting import setting
from register.vacancies.domain.freshness import FRESHNESS_LABELS
from register.vacancies.domain.status import STATUS_LABELS

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
@open_to_all
def home() -> str:
    """Say what the service is and where to start."""
    return render_template("pages/home.html", steps=next_steps())


@blueprint.get("/dashboard")
@roles(*PROVIDER_ROLES)
def dashboard() -> str:
    """Show a provider its settings, what each offers and what needs confirming."""
    principal = current_principal()
    find = "regulators.settings"
    wanted = Wanted(
        setting_id=request.args.get("setting", ""),
        authority=request.args.get("authority", ""),
        status=request.args.get("status", ""),
        page=max(1, request.args.get("page", 1, type=int)),
    )
    return render_template(
        "pages/dashboard.html",
        board=dashboard_of(principal, now=clock.now(), wanted=wanted),
        wanted=wanted,
        may_edit=principal.has(Role.PROVIDER_EDITOR, Role.PROVIDER_ADMINISTRATOR),
        may_claim=principal.has(Role.PROVIDER_ADMINISTRATOR),
        status_names=STATUS_LABELS,
        freshness_names=FRESHNESS_LABELS,
        find_url=url_for(find) if find in current_app.view_functions else None,
    )


@blueprint.get("/developers")
@open_to_all
def developers() -> str:
    """Describe the API for those who write programs for a provider, out of its own description."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - the application itself
    return render_template("pages/developers.html", api=api_page(description(app)))


@blueprint.get("/health")
@open_to_all
def health_page() -> str:
    """Say in words how each part is."""
    return render_template("pages/health.html", parts=health.parts(clock.now()))


@blueprint.get("/health.json")
@open_to_all
def health_json() -> tuple[Response, int]:
    """Say the same to machines: 200 when all is well, 503 when a part is not."""
    found = health.as_json(health.parts(clock.now()))
    return jsonify(found), 200 if found["well"] else 503


blueprint.add_url_rule("/settings/<setting_id>", "setting", setting)
