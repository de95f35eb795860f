"""Pages on which a holder describes its setting: task list, one page a section, check answers."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from register.core.access import Role, current_principal, roles
from register.core.clock import now
from register.core.db import transaction
from register.core.errors import NotFound, RuleBroken
from register.core.forms import Form, chosen, read_form
from register.descriptions.domain import answers, home, needs, purposes
from register.descriptions.domain.screening import segments
from register.descriptions.domain.sections import OPTIONAL, SECTION_LABELS, Section, is_whole, sections_of
from register.descriptions.models import SettingDescription
from register.descriptions.queries import find_description, get_own_setting, screen_words
from register.descriptions.schemas import SCHEMAS
from register.descriptions.services import COLUMNS, FOR_OTHERS, PlaceAnswer, read_place, save_place, save_section
from register.geography.queries.current import current_gazetteer
from register.organisations.queries import label_of
from register.regulators.models import Setting

blueprint = Blueprint("descriptions", __name__)
EDITORS = (Role.PROVIDER_EDITOR, Role.PROVIDER_ADMINISTRATOR)
CHOSEN = {Section.NEEDS: "needs", Section.EXCLUSIONS: "exclusions", Section.HOME: "home"}


@blueprint.get("/settings/<setting_id>/description")
@roles(*EDITORS)
def tasks(setting_id: str) -> str:
    """Show what there is to say and what has been said."""
    setting, description = _own(setting_id)
    answered = set(description.answered) if description else set()
    asked = sections_of(setting.provision, hidden=setting.hidden)
    return render_template(
        "descriptions/tasks.html",
        setting=setting,
        label=label_of(setting_id),
        sections=[(one, SECTION_LABELS[one], one in answered, one in OPTIONAL) for one in asked],
        whole=is_whole(answered, setting.provision, hidden=setting.hidden),
    )


@blueprint.route("/settings/<setting_id>/description/<section>", methods=["GET", "POST"])
@roles(*EDITORS)
def section(setting_id: str, section: str) -> str | Response | tuple[str, int]:
    """Ask one section, and save it."""
    setting, description = _own(setting_id)
    asked = {one.value: one for one in sections_of(setting.provision, hidden=setting.hidden)}
    if section not in asked:
        raise NotFound(_("There is no such page."))
    if request.method == "GET":
        return _ask(setting, description, asked[section], _stored(setting, description, asked[section]))
    form = _read(asked[section])
    if form.ok:
        try:
            _save(setting, asked[section], form)
        except RuleBroken as broken:
            form.add(broken.reasons)
    if not form.ok:
        return _ask(setting, description, asked[section], form), 422
    flash(_("Saved."), "success")
    return redirect(url_for("descriptions.tasks", setting_id=setting_id), 303)


@blueprint.get("/settings/<setting_id>/description/check-answers")
@roles(*EDITORS)
def check(setting_id: str) -> str:
    """Show everything that was said, as others see it; of the restricted place only that it is there."""
    setting, description = _own(setting_id)
    area = None
    if description is not None and description.area_id is not None:
        found = current_gazetteer().find_area(description.area_id)
        area = found.name if found is not None else None
    return render_template(
        "descriptions/check.html",
        setting=setting,
        label=label_of(setting_id),
        description=description,
        area=area,
        sections=sections_of(setting.provision, hidden=setting.hidden),
        **_vocabularies(setting),
    )


def _own(setting_id: str) -> tuple[Setting, SettingDescription | None]:
    return get_own_setting(setting_id, by=current_principal()), find_description(setting_id)


def _stored(setting: Setting, description: SettingDescription | None, section: Section) -> Form:
    values: dict[str, object] = {"version": description.version if description else 0}
    if section is Section.PLACE:
        place = read_place(setting.id, by=current_principal(), now=now())
        if place is not None:
            values |= {"name": place.name, "address": place.address, "postcode": place.postcode}
    elif description is not None:
        values |= {column: getattr(description, column) for column in COLUMNS[section]}
    return Form(values=values)


def _read(section: Section) -> Form:
    form = read_form(SCHEMAS[section](), request.form)
    name = CHOSEN.get(section)
    if name is not None:
        answers_given = chosen(request.form, name)
        form.values[name] = answers_given
        try:
            form.data |= SCHEMAS[section](only=(name,)).load({name: answers_given})
        except ValidationError:
            form.errors[section.value] = _("Choose from the list")
    return form


def _save(setting: Setting, section: Section, form: Form) -> None:
    given = dict(form.data)
    version, by, at = given.pop("version"), current_principal(), now()
    if section is Section.PLACE:
        gazetteer = current_gazetteer()
        with transaction():
            save_place(setting.id, PlaceAnswer(**given), version=version, gazetteer=gazetteer, by=by, now=at)
        return
    with transaction():
        save_section(setting.id, section, given, version=version, by=by, now=at)


def _ask(setting: Setting, description: SettingDescription | None, section: Section, form: Form) -> str:
    marked = {}
    for column in FOR_OTHERS:
        text = form.values.get(column)
        if form.errors.get(column) and text:
            marked[column] = segments(text, screen_words(text, setting=setting))
    return render_template(
        "descriptions/section.html",
        setting=setting,
        label=label_of(setting.id),
        description=description,
        section=section,
        title=SECTION_LABELS[section],
        form=form,
        marked=marked,
        **_vocabularies(setting),
    )


def _vocabularies(setting: Setting) -> dict[str, object]:
    return {
        "labels": SECTION_LABELS,
        "purposes": purposes.purposes_for(setting.provision),
        "purpose_names": purposes.PURPOSES,
        "needs": needs.needs_for(setting.provision),
        "need_names": needs.NEEDS,
        "groups": needs.GROUPS,
        "offers": needs.OFFER_LABELS,
        "genders": answers.GENDER_LABELS,
        "education": answers.EDUCATION_LABELS,
        "languages": answers.LANGUAGES,
        "reasons": answers.EXCLUSION_LABELS,
        "ratios_day": home.RATIO_DAY_LABELS,
        "ratios_night": home.RATIO_NIGHT_LABELS,
        "features": home.FEATURES,
        "youngest": answers.youngest_for(setting.provision),
    }
