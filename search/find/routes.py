"""Finding a place: ask, see results by distance, narrow them. No address ever holds what was typed."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from register.core import clock
from register.core.access import Role, current_principal, roles
from register.core.clock import local_date
from register.core.db import transaction
from register.core.errors import NotFound
from register.core.forms import Form, chosen, read_form, typed_day
from register.descriptions.domain.answers import LANGUAGES
from register.descriptions.domain.needs import GROUPS, NEEDS
from register.descriptions.domain.telephones import Telephone
from register.geography.domain.origins import Origin, Place
from register.geography.domain.postcodes import PostcodeState
from register.geography.queries import current_gazetteer
from register.vacancies.queries import DocumentRow
from search.engine.ports import CursorRefused, IndexSlow, IndexUnavailable
from search.find.domain.asked import ANY_DISTANCE_MILES, OFFERED, RADII_MILES, Asked
from search.find.domain.labels import BAND_LABELS, PROVISION_LABELS, TAKES_LABELS
from search.find.domain.widening import find_widening
from search.find.queries import Explained, explained, get_search, place_of, results, telephone_of
from search.find.schemas import ASKED_EDUCATION, ASKED_PURPOSES, NarrowSchema, SearchSchema, chosen_in, values_of
from search.find.services import keep_search

blueprint = Blueprint("find", __name__, url_prefix="/find")
OFFICERS = (Role.PLACEMENTS_OFFICER, Role.COMMISSIONING_LEAD)


@blueprint.get("")
@roles(*OFFICERS)
def start() -> str:
    """Ask where, for whom and what; the answers of an earlier search to be changed, where one is named."""
    values: dict[str, object] = {"radius": 20, "gender": "", "when": ""}
    if "again" in request.args:
        asked = get_search(request.args["again"], by=current_principal(), now=clock.now())
        place = place_of(asked).place
        values = values_of(asked) | {"place": place.label, "known": place.id}
    return _form_page(Form(values=values))


@blueprint.post("")
@roles(*OFFICERS)
def search() -> Response | tuple[str, int]:
    """Keep the search without the place that was typed, and lead to its results."""
    form = _read_search(request.form)
    origin, choices = _origin(form) if "place" not in form.errors else (None, ())
    if not form.ok or origin is None:
        if origin is not None:
            # The page that asks again needs the area alone: what was typed ends here.
            form.values |= {"place": origin.place.label, "known": origin.place.id}
        return _form_page(form, choices), HTTPStatus.UNPROCESSABLE_ENTITY
    today = local_date(clock.now()).isoformat()
    chosen_now = chosen_in(form.data, today=today)
    return _keep(Asked(origin.place.id, form.data["radius"], form.data["words"], chosen_now))


@blueprint.get("/<search_id>")
@roles(*OFFICERS)
def found(search_id: str) -> Response | str | tuple[str, int]:
    """Show results by distance band with the filters beside them, or say why there are none."""
    by, now = current_principal(), clock.now()
    asked = get_search(search_id, by=by, now=now)
    try:
        page = results(asked, by=by, now=now, after=request.args.get("after"))
    except CursorRefused:
        return _back_to(search_id)
    except IndexUnavailable as error:
        slow = isinstance(error, IndexSlow)
        text = render_template("find/unavailable.html", search_id=search_id, slow=slow)
        return text, HTTPStatus.SERVICE_UNAVAILABLE
    return render_template(
        "find/results.html",
        search_id=search_id,
        page=page,
        band_labels=BAND_LABELS,
        radii=_radii(),
        any_distance=ANY_DISTANCE_MILES,
        later="after" in request.args,
    )


@blueprint.post("/<search_id>")
@roles(*OFFICERS)
def narrow(search_id: str) -> Response:
    """Keep the search with other filters or another radius, and lead to its results."""
    asked = get_search(search_id, by=current_principal(), now=clock.now())
    if "widen" in request.form:
        widened = find_widening(asked, request.form["widen"])
        return _keep(widened.asked) if widened is not None else _back_to(search_id)
    form = read_form(NarrowSchema(), request.form)
    if not form.ok:
        return _back_to(search_id)
    kept = {name: values for name, values in asked.chosen.items() if name not in OFFERED}
    chosen_now = kept | {name: form.data.get(name, []) for name in OFFERED}
    return _keep(Asked(asked.place_id, form.data.get("radius", asked.radius_miles), asked.words, chosen_now))


def _back_to(search_id: str) -> Response:
    return redirect(url_for("find.found", search_id=search_id), HTTPStatus.SEE_OTHER)


@blueprint.app_template_global()
def fit_of(row: DocumentRow) -> Explained | None:
    """Explain a vacancy on its own page to whoever came from a search of theirs; None for everybody else."""
    try:
        asked = get_search(request.args.get("search", ""), by=current_principal(), now=clock.now())
    except NotFound:
        return None
    return explained(row, asked, now=clock.now())


@blueprint.app_template_global()
def telephone_now(row: DocumentRow) -> Telephone | None:
    """Give the number that answers now."""
    return telephone_of(row, now=clock.now())


def _keep(asked: Asked) -> Response:
    with transaction() as session:
        search_id = keep_search(session, asked, by=current_principal(), now=clock.now())
    return redirect(url_for("find.found", search_id=search_id), HTTPStatus.SEE_OTHER)


def _read_search(sent: MultiDict[str, str]) -> Form:
    source = MultiDict(sent)
    source["day"] = typed_day(source, "day")
    form = read_form(SearchSchema(), source)
    form.values |= {key: value for key, value in sent.items() if key.startswith("day-")}
    form.values["needs"] = needs = chosen(sent, "need")
    if not form.errors:
        try:
            form.data |= SearchSchema(only=("needs",)).load({"needs": needs})
        except ValidationError:
            form.errors["needs"] = _("Select from the list")
    return form


def _origin(form: Form) -> tuple[Origin | None, tuple[Place, ...]]:
    """Resolve the place that was typed, or which of several was meant; what is wrong goes into the form."""
    gazetteer = current_gazetteer()
    typed = str(form.values.get("place") or "")
    known = gazetteer.resolve_origin(str(form.values.get("known") or "")).origin
    if known is not None and known.place.label == typed:
        return known, ()
    meant = str(form.values.get("place_id") or typed)
    if not meant:
        form.errors["place"] = _("Enter a postcode, a town or a local authority")
        return None, ()
    answer = gazetteer.resolve_origin(meant)
    if answer.origin is not None:
        return answer.origin, ()
    if answer.choices:
        form.errors["place_id"] = _("Select which place you mean")
        return None, answer.choices
    form.errors["place"] = _why_no_place(answer.state)
    return None, ()


def _why_no_place(state: PostcodeState) -> str:
    if state is PostcodeState.NOT_A_POSTCODE:
        words = _("We know no such place. Enter a postcode, its first half such as LS6, a town or a local authority")
    elif state in {PostcodeState.UNKNOWN, PostcodeState.NO_LOCATION}:
        words = _("We cannot place this postcode. Check it, or enter its first half, such as LS6")
    else:
        words = _("This service covers England, Scotland and Wales. Enter a place there")
    return str(words)


def _radii() -> list[tuple[int, str]]:
    miles = [(one, _("%(miles)d miles", miles=one)) for one in RADII_MILES]
    return [*miles, (ANY_DISTANCE_MILES, _("Any distance"))]


def _form_page(form: Form, choices: tuple[Place, ...] = ()) -> str:
    return render_template(
        "find/start.html",
        form=form,
        choices=choices,
        radii=_radii(),
        provisions=PROVISION_LABELS,
        purposes=ASKED_PURPOSES,
        education=ASKED_EDUCATION,
        languages=LANGUAGES,
        genders={"": _("Any"), **TAKES_LABELS},
        needs=tuple(NEEDS.values()),
        groups=GROUPS,
    )
