"""Pages for everybody who is signed in: what is asked nationally, why, and what is never asked."""

from __future__ import annotations

from http import HTTPStatus
from itertools import pairwise

from flask import Blueprint, render_template, request
from flask_babel import gettext

from prequal.requirements.domain.assembly import PROVISIONS
from prequal.requirements.domain.catalogue import Theme
from prequal.requirements.domain.states import Nation
from prequal.requirements.queries import (
    Described,
    described,
    described_difference,
    get_requirement,
    lacking,
    listed_for,
    live_set,
    national_catalogue,
    national_sets,
    wording,
)
from prequal.requirements.queries.described import described_change
from prequal.requirements.schemas import FilterSchema
from register.core import clock
from register.core.access import signed_in
from register.core.forms import Form, read_form

blueprint = Blueprint("requirements", __name__)
LANGUAGE = "en"


@blueprint.get("/requirements")
@signed_in
def national_set() -> tuple[str, int]:
    """List what the live national set asks, theme by theme."""
    form = _filter()
    status = HTTPStatus.OK if form.ok else HTTPStatus.UNPROCESSABLE_ENTITY
    return render_template("requirements/index.html", form=form, **_shown(form), **_choices(form)), status


@blueprint.get("/requirements/whole")
@signed_in
def whole() -> tuple[str, int]:
    """Show everything that is asked on one page, to be printed."""
    form = _filter()
    status = HTTPStatus.OK if form.ok else HTTPStatus.UNPROCESSABLE_ENTITY
    return render_template("requirements/whole.html", form=form, **_shown(form), **_choices(form)), status


@blueprint.get("/requirements/do-not-ask")
@signed_in
def do_not_ask() -> str:
    """List the facts that somebody holds already, so that nobody is asked for them."""
    words, catalogue = wording(LANGUAGE), national_catalogue()
    held = [
        (
            words.own(one.what),
            words.own(one.holder),
            words.own(one.found_by),
            words.own(one.refresh),
            _used_by(one.items),
        )
        for one in catalogue.held_elsewhere
    ]
    return render_template("requirements/do_not_ask.html", held=held)


@blueprint.get("/requirements/changes")
@signed_in
def changes() -> str:
    """Show the sets with their change logs, what differs between them, and the changes of law to come."""
    catalogue, sets, today = national_catalogue(), national_sets(), clock.local_date(clock.now())
    older = {newer.number: before for newer, before in pairwise(sets)}
    words = wording(LANGUAGE)
    return render_template(
        "requirements/changes.html",
        sets=[
            (
                one,
                words.of("set_statuses", one.status.value),
                one.title(LANGUAGE),
                one.change_log(LANGUAGE),
                described_difference(older[one.number], one) if one.number in older else None,
            )
            for one in sets
        ],
        law=[
            (version, described_change(before, version))
            for version in live_set().changes_of_law(catalogue, after=today)
            for before in [catalogue.requirements[version.key].version(version.number - 1)]
        ],
        lacking=lacking(),
        reference_words=lambda name: words.of("references", name),
        tables=[words.own(catalogue.terms.rate_tables[table]) for table in lacking().rates],
    )


@blueprint.get("/requirements/<requirement_key>")
@signed_in
def requirement(requirement_key: str) -> str:
    """Show one requirement: what is asked, why, who holds it, its rule, values and history."""
    found = get_requirement(requirement_key)
    today = clock.local_date(clock.now())
    pinned = live_set().pins.get(found.key, found.versions[0].number)
    shown = described(found.in_force(today, pinned=pinned))
    return render_template("requirements/requirement.html", one=shown, theme=_theme(shown.theme), today=today)


def _filter() -> Form:
    return read_form(FilterSchema([theme.key for theme in national_catalogue().themes]), request.args)


def _shown(form: Form) -> dict[str, object]:
    """Return what the filter leaves, as (theme, requirements), with the set that asks it."""
    chosen = form.data if form.ok else {}
    today = clock.local_date(clock.now())
    asking = live_set()
    found = [described(version) for version in listed_for(asking, today, **chosen)]
    themes: list[tuple[str, str, list[Described]]] = []
    for theme in national_catalogue().themes:
        members = [one for one in found if one.theme == theme.key]
        if members:
            themes.append((theme.key, theme.title(LANGUAGE), members))
    return {"themes": themes, "count": len(found), "asking": asking, "title": asking.title(LANGUAGE), "today": today}


def _choices(form: Form) -> dict[str, object]:
    words = wording(LANGUAGE)
    everything = {"value": "", "text": gettext("All")}
    offered = {
        "provisions": [(code, words.provision(code)) for code in PROVISIONS],
        "nations": [(nation.value, words.of("nations", nation.value)) for nation in Nation],
        "theme_choices": [(theme.key, theme.title(LANGUAGE)) for theme in national_catalogue().themes],
    }
    fields = {"provisions": "provision", "nations": "nation", "theme_choices": "theme"}
    choices: dict[str, object] = {
        name: [
            everything,
            *({"value": key, "text": text, "selected": form.values.get(fields[name]) == key} for key, text in pairs),
        ]
        for name, pairs in offered.items()
    }
    return {**choices, "asked": form.values if form.ok else {}}


def _theme(key: str) -> str:
    theme: Theme = next(theme for theme in national_catalogue().themes if theme.key == key)
    return theme.title(LANGUAGE)


def _used_by(items: tuple[str, ...]) -> list[str]:
    """Return the requirements that read an item which comes from there."""
    return [
        one.key
        for one in national_catalogue()
        if any(evidence.of in items for version in one.versions for evidence in version.evidence)
    ]
