"""Pages on which a holder says what a vacancy offers, and publishes it."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from register.core.access import current_principal, roles
from register.core.clock import local_date, now
from register.core.db import transaction
from register.core.errors import Conflict, NotFound, RuleBroken
from register.core.forms import Form, chosen, read_form, typed_day
from register.descriptions.domain import answers, needs, purposes
from register.descriptions.domain.answers import Gender
from register.descriptions.domain.needs import Offer
from register.descriptions.domain.screening import segments
from register.descriptions.queries import find_description, get_own_setting, screen_words
from register.dwellings.domain.kinds import kind_for
from register.organisations.queries import label_of
from register.regulators.models import Setting
from register.regulators.queries import get_setting
from register.vacancies import services
from register.vacancies.domain import contracts
from register.vacancies.domain.terms import Terms
from register.vacancies.models import Vacancy
from register.vacancies.queries import (
    get_own_vacancy,
)
from register.vacancies.routes.acting import act
from register.vacancies.routes.asking import dwelling_names
from register.vacancies.routes.blueprint import EDITORS, authority_names, blueprint
from register.vacancies.schemas import (
    TermsSchema,
    form_values,
    terms_from,
    terms_rows,
)

DAYS = ("available_from", "reserved_until")


@blueprint.route("/settings/<setting_id>/vacancies/new", methods=["GET", "POST"])
@roles(*EDITORS)
def new(setting_id: str) -> str | Response | tuple[str, int]:
    """Ask what a new vacancy offers, starting from the description of the setting, and keep it as a draft."""
    setting = get_own_setting(setting_id, by=current_principal())
    if request.method == "GET":
        values = _copied_values(setting) or _starting_values(setting)
        freed = request.args.get("places", type=int)
        return _ask(setting, Form(values=values | ({"places": freed} if freed else {})), vacancy=None)
    form = _read_terms()
    if form.ok:
        try:
            with transaction():
                drafted = services.draft_vacancy(setting_id, terms_from(form.data), by=current_principal(), now=now())
            return redirect(url_for("vacancies.vacancy", vacancy_id=drafted.id), 303)
        except RuleBroken as broken:
            form.add(broken.reasons)
    return _ask(setting, form, vacancy=None), 422


@blueprint.route("/vacancies/<vacancy_id>/change", methods=["GET", "POST"])
@roles(*EDITORS)
def change(vacancy_id: str) -> str | Response | tuple[str, int]:
    """Ask what a vacancy offers and save it; whoever saves second sees both versions."""
    found = get_own_vacancy(vacancy_id, by=current_principal())
    setting = get_setting(found.setting_id)
    if request.method == "GET":
        values = form_values(services.terms_of(found)) | {"version": found.version}
        return _ask(setting, Form(values=values), vacancy=found)
    form = _read_terms()
    if form.ok:
        terms = terms_from(form.data)
        try:
            with transaction():
                services.change_vacancy(
                    vacancy_id, terms, version=form.data["version"], by=current_principal(), now=now()
                )
        except RuleBroken as broken:
            form.add(broken.reasons)
        except Conflict:
            return _both_versions(vacancy_id, terms), 409
        else:
            flash(_("Saved, and confirmed as of now."), "success")
            return redirect(url_for("vacancies.vacancy", vacancy_id=vacancy_id), 303)
    return _ask(setting, form, vacancy=get_own_vacancy(vacancy_id, by=current_principal())), 422


@blueprint.post("/vacancies/<vacancy_id>/publish")
@roles(*EDITORS)
def publish(vacancy_id: str) -> Response | tuple[str, int]:
    """Offer a draft to others."""
    return act(
        vacancy_id,
        lambda version: services.publish_vacancy(vacancy_id, version=version, by=current_principal(), now=now()),
        told=_("Published. Placements officers find it from now on."),
    )


def _read_terms() -> Form:
    source = MultiDict(request.form)
    for name in DAYS:
        source[name] = typed_day(source, name)
    form = read_form(TermsSchema(), source)
    form.values |= {
        key: value for key, value in request.form.items() if key.startswith(tuple(f"{name}-" for name in DAYS))
    }
    given = chosen(request.form, "needs")
    form.values["needs"] = given
    try:
        form.data |= TermsSchema(only=("needs",)).load({"needs": given})
    except ValidationError:
        form.errors["needs"] = _("Choose from the list")
    return form


def _both_versions(vacancy_id: str, terms: Terms) -> str:
    found = get_own_vacancy(vacancy_id, by=current_principal())
    names = dwelling_names(get_setting(found.setting_id))
    theirs = terms_rows(services.terms_of(found), names)
    mine = terms_rows(terms, names)
    rows = [
        (label, here, there, here != there)
        for (_field, label, here), (_same, _label, there) in zip(theirs, mine, strict=True)
    ]
    sent = [(key, value) for key, value in request.form.items(multi=True) if key not in {"csrf_token", "version"}]
    return render_template(
        "vacancies/both_versions.html",
        vacancy=found,
        label=label_of(found.setting_id),
        rows=rows,
        sent=sent,
    )


def _copied_values(setting: Setting) -> dict[str, object] | None:
    """Return the answers of the vacancy of which a copy is asked for; nothing is saved by asking."""
    if "copy" not in request.args:
        return None
    found = get_own_vacancy(request.args["copy"], by=current_principal())
    if found.setting_id != setting.id:
        raise NotFound(_("There is no such vacancy."))
    terms = services.terms_of(found)
    today = local_date(now())
    until = terms.reserved_until if terms.reserved_until and terms.reserved_until >= today else None
    return form_values(replace(terms, available_from=max(terms.available_from, today), reserved_until=until))


def _starting_values(setting: Setting) -> dict[str, object]:
    description = find_description(setting.id)
    terms = Terms(places=1, age_min=0, age_max=0, gender=Gender.ANY, available_from=local_date(now()), needs={})
    values = form_values(terms) | {"age_min": None, "age_max": None, "gender": None}
    if description is None:
        return values
    return values | {
        "age_min": description.age_min,
        "age_max": description.age_max,
        "gender": description.gender,
        "purposes": list(description.purposes),
        "needs": {code: Offer(offer) for code, offer in description.needs.items()},
    }


def _ask(setting: Setting, form: Form, *, vacancy: Vacancy | None) -> str:
    words = form.values.get("words")
    marked = segments(words, screen_words(words, setting=setting)) if form.errors.get("words") and words else ()
    return render_template(
        "vacancies/form.html",
        setting=setting,
        label=label_of(setting.id),
        vacancy=vacancy,
        form=form,
        kind=kind_for(setting.provision),
        dwellings=dwelling_names(setting) or {},
        marked=marked,
        purposes={one.code: one.label for one in purposes.purposes_for(setting.provision)},
        needs=needs.needs_for(setting.provision),
        groups=needs.GROUPS,
        offers=needs.OFFER_LABELS,
        genders=answers.GENDER_LABELS,
        contracts=contracts.CONTRACT_LABELS,
        solo=contracts.SOLO_LABELS,
        authorities=authority_names(),
        youngest=answers.youngest_for(setting.provision),
    )
