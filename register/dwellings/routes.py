"""Pages on which a holder tells of the premises or households below its setting."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from register.core.access import Role, current_principal, roles
from register.core.clock import now
from register.core.db import transaction
from register.core.errors import NotFound, RuleBroken
from register.core.forms import Form, read_form
from register.descriptions.queries import get_own_setting
from register.descriptions.services import PlaceAnswer
from register.dwellings import services
from register.dwellings.domain.kinds import CATEGORY_LABELS, DwellingKind, PremisesCategory, kind_for
from register.dwellings.models import Dwelling
from register.dwellings.ports import minimum_households
from register.dwellings.queries import (
    dwelling_views,
    dwellings_of,
    get_own_dwelling,
    household_counts,
)
from register.dwellings.schemas import EndSchema, HouseholdSchema, PremisesSchema
from register.dwellings.services import HouseholdAnswer, PremisesAnswer
from register.geography.queries import authorities, current_gazetteer
from register.organisations.queries import label_of
from register.regulators.models import Setting
from register.regulators.queries import get_setting

blueprint = Blueprint("dwellings", __name__)
EDITORS = (Role.PROVIDER_EDITOR, Role.PROVIDER_ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Task:
    """What the task list of a description says of dwellings: `said` how many there are, empty before the first."""

    title: str
    said: str


@blueprint.app_context_processor
def _for_templates() -> dict[str, object]:
    return {"dwelling_task": _task}


def _task(setting: Setting) -> Task | None:
    kind = kind_for(setting.provision)
    if kind is None:
        return None
    count = len(dwellings_of(setting.id, organisation_id=current_principal().organisation_id or ""))
    if kind is DwellingKind.PREMISES:
        title = _("Premises and their addresses (never shown to others)")
        return Task(title, ngettext("%(num)d premises", "%(num)d premises", count) if count else "")
    title = _("Households, by your own key")
    return Task(title, ngettext("%(num)d household", "%(num)d households", count) if count else "")


@blueprint.get("/settings/<setting_id>/dwellings")
@roles(*EDITORS)
def listing(setting_id: str) -> str:
    """Show the premises or households below a setting, and where others are shown each."""
    setting, kind = _own(setting_id)
    organisation_id = current_principal().organisation_id or ""
    found = dwellings_of(setting_id, organisation_id=organisation_id)
    views = dwelling_views(one.id for one in found)
    counts = household_counts(setting_id, organisation_id=organisation_id)
    gazetteer = current_gazetteer()
    told: dict[str, int] = {}
    for area_id, number in counts.items():
        gss = area_id.partition("-")[0]
        told[gss] = told.get(gss, 0) + number
    names = {gss: one.name for gss in told if (one := authorities().current(gss)) is not None}
    return render_template(
        "dwellings/listing.html",
        setting=setting,
        label=label_of(setting_id),
        kind=kind,
        dwellings=[(one, _area_name(one.area_id), _area_name(views[one.id].area_id)) for one in found],
        categories=CATEGORY_LABELS,
        told=sorted((names.get(gss, gss), gss, number) for gss, number in told.items()),
        authorities=sorted((one.name, one.gss) for one in gazetteer.authorities),
        minimum=minimum_households(),
    )


@blueprint.route("/settings/<setting_id>/dwellings/new", methods=["GET", "POST"])
@roles(*EDITORS)
def new(setting_id: str) -> str | Response | tuple[str, int]:
    """Ask about premises or a household, and keep it."""
    setting, kind = _own(setting_id)
    if request.method == "GET":
        return _ask(setting, kind, Form(values={"version": 0}), dwelling=None)
    return _save(setting, kind, dwelling=None)


@blueprint.route("/dwellings/<dwelling_id>", methods=["GET", "POST"])
@roles(*EDITORS)
def dwelling(dwelling_id: str) -> str | Response | tuple[str, int]:
    """Show what is said of premises, address and all after the audit has it, or of a household; and change it."""
    found = get_own_dwelling(dwelling_id, by=current_principal())
    setting, kind = get_setting(found.setting_id), DwellingKind(found.kind)
    if request.method == "POST":
        return _save(setting, kind, dwelling=found)
    values: dict[str, object] = {
        name: getattr(found, name) for name in ("version", "category", "capacity", "key", "area_id")
    }
    if kind is DwellingKind.PREMISES:
        place = services.read_premises(dwelling_id, by=current_principal(), now=now())
        if place is not None:
            values |= {"name": place.name, "address": place.address, "postcode": place.postcode}
        found = get_own_dwelling(dwelling_id, by=current_principal())
    return _ask(setting, kind, Form(values=values), dwelling=found)


@blueprint.route("/dwellings/<dwelling_id>/end", methods=["GET", "POST"])
@roles(*EDITORS)
def end(dwelling_id: str) -> str | Response | tuple[str, int]:
    """Ask whether premises or a household are really used no more, and end them."""
    found = get_own_dwelling(dwelling_id, by=current_principal())
    form = Form(values={"version": found.version})
    if request.method == "POST":
        form = read_form(EndSchema(), request.form)
        if form.ok and _done(
            form,
            lambda: services.end_dwelling(dwelling_id, version=form.data["version"], by=current_principal(), now=now()),
        ):
            flash(_("Used no more."), "success")
            return redirect(url_for("dwellings.listing", setting_id=found.setting_id), 303)
        found = get_own_dwelling(dwelling_id, by=current_principal())
    page = render_template(
        "dwellings/end.html",
        dwelling=found,
        label=label_of(found.setting_id),
        name=_name(found),
        form=form,
    )
    return page if form.ok else (page, 422)


@blueprint.get("/settings/<setting_id>/household-counts")
@roles(*EDITORS)
def choose_authority(setting_id: str) -> Response:
    """Lead to the authority that was chosen from the list."""
    setting, kind = _own(setting_id)
    gss = request.args.get("authority", "")
    if kind is not DwellingKind.HOUSEHOLD or authorities().current(gss) is None:
        return redirect(url_for("dwellings.listing", setting_id=setting.id), 303)
    return redirect(url_for("dwellings.counts", setting_id=setting.id, gss=gss), 303)


@blueprint.route("/settings/<setting_id>/household-counts/<gss>", methods=["GET", "POST"])
@roles(*EDITORS)
def counts(setting_id: str, gss: str) -> str | Response | tuple[str, int]:
    """Ask how many approved households an agency has in each area of an authority."""
    setting, kind = _own(setting_id)
    authority = authorities().current(gss)
    if kind is not DwellingKind.HOUSEHOLD or authority is None:
        raise NotFound(_("There is no such page."))
    gazetteer = current_gazetteer()
    areas = gazetteer.areas_of(authority.gss)
    stored = household_counts(setting_id, organisation_id=current_principal().organisation_id or "")
    form = Form(values={area.id: stored.get(area.id) for area in areas})
    if request.method == "POST":
        form = Form(values={area.id: request.form.get(area.id, "").strip() for area in areas})
        for area in areas:
            typed = form.values[area.id]
            if (typed.isdecimal() and typed.isascii()) or not typed:
                form.data[area.id] = int(typed or 0)
            else:
                form.errors[area.id] = _("%(area)s: enter a whole number, in figures", area=area.name)
        if form.ok and _done(
            form,
            lambda: services.count_households(
                setting_id, authority.gss, form.data, gazetteer=gazetteer, by=current_principal(), now=now()
            ),
        ):
            flash(_("Saved."), "success")
            return redirect(url_for("dwellings.listing", setting_id=setting_id), 303)
    page = render_template(
        "dwellings/counts.html",
        setting=setting,
        label=label_of(setting_id),
        authority=authority,
        areas=areas,
        form=form,
        minimum=minimum_households(),
    )
    return page if form.ok else (page, 422)


def _own(setting_id: str) -> tuple[Setting, DwellingKind]:
    setting = get_own_setting(setting_id, by=current_principal())
    kind = kind_for(setting.provision)
    if kind is None:
        raise NotFound(_("There is no such page."))
    return setting, kind


def _save(setting: Setting, kind: DwellingKind, *, dwelling: Dwelling | None) -> str | Response | tuple[str, int]:
    dwelling_id, setting_id = (dwelling.id if dwelling is not None else None), setting.id
    form = read_form(PremisesSchema() if kind is DwellingKind.PREMISES else HouseholdSchema(), request.form)
    if form.ok and _done(form, lambda: _keep(setting_id, kind, form, dwelling_id=dwelling_id)):
        flash(_("Saved."), "success")
        return redirect(url_for("dwellings.listing", setting_id=setting_id), 303)
    found = get_own_dwelling(dwelling_id, by=current_principal()) if dwelling_id is not None else None
    return _ask(get_setting(setting_id), kind, form, dwelling=found), 422


def _keep(setting_id: str, kind: DwellingKind, form: Form, *, dwelling_id: str | None) -> None:
    given, gazetteer, by, at = form.data, current_gazetteer(), current_principal(), now()
    if kind is DwellingKind.PREMISES:
        place = PlaceAnswer(given.get("name", ""), given["address"], given["postcode"])
        premises = PremisesAnswer(category=PremisesCategory(given["category"]), capacity=given["capacity"], place=place)
        if dwelling_id is None:
            services.add_premises(setting_id, premises, gazetteer=gazetteer, by=by, now=at)
        else:
            services.change_premises(
                dwelling_id, premises, version=given["version"], gazetteer=gazetteer, by=by, now=at
            )
        return
    household = HouseholdAnswer(key=given["key"], capacity=given["capacity"], area_id=given["area_id"])
    if dwelling_id is None:
        services.add_household(setting_id, household, gazetteer=gazetteer, by=by, now=at)
    else:
        services.change_household(dwelling_id, household, version=given["version"], gazetteer=gazetteer, by=by, now=at)


def _done(form: Form, action: Callable[[], object]) -> bool:
    try:
        with transaction():
            action()
    except RuleBroken as broken:
        form.add(broken.reasons)
        return False
    return True


def _ask(setting: Setting, kind: DwellingKind, form: Form, *, dwelling: Dwelling | None) -> str:
    counts = household_counts(setting.id, organisation_id=current_principal().organisation_id or "")
    areas = {area_id: _area_name(area_id) for area_id in counts}
    return render_template(
        "dwellings/premises.html" if kind is DwellingKind.PREMISES else "dwellings/household.html",
        setting=setting,
        label=label_of(setting.id),
        dwelling=dwelling,
        title=_name(dwelling) if dwelling is not None else None,
        categories=CATEGORY_LABELS,
        areas=dict(sorted(areas.items(), key=lambda item: item[1])),
        form=form,
    )


def _name(dwelling: Dwelling) -> str:
    return dwelling.key or _("Premises %(number)s", number=dwelling.number)


def _area_name(area_id: str) -> str:
    area = current_gazetteer().find_area(area_id)
    return area.name if area is not None else area_id
