"""Public pages: the local authorities, each with its areas, and the list of places for suggestions."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.wrappers import Response
from werkzeug.wrappers import Response as WerkzeugResponse

from register.core.access import open_to_all
from register.core.errors import NotFound, Unavailable
from register.core.forms import Form, read_form
from register.geography.domain.areas import Area
from register.geography.domain.authorities import Authority
from register.geography.domain.origins import Place, PlaceKind
from register.geography.domain.points import miles
from register.geography.queries import authorities, current_gazetteer
from register.geography.schemas import POSTCODE_WORDS, PlaceSchema

blueprint = Blueprint("geography", __name__)
# A list that changes only with a release of the directory may be kept by browsers for a day.
_A_DAY = 86_400


@blueprint.get("/authorities")
@open_to_all
def index() -> str:
    """List every local authority by nation and region, and those that are no more."""
    return _index_page(Form(), ())


@blueprint.post("/authorities")
@open_to_all
def find() -> WerkzeugResponse | tuple[str, int]:
    """Lead to the authority and area of a place; what was typed is in no address and is not kept."""
    form = read_form(PlaceSchema(), request.form)
    meant: tuple[Place, ...] = ()
    if form.ok:
        answer = current_gazetteer().resolve_origin(form.data["place"])
        origin = answer.origin
        if origin is not None and origin.authority is not None:
            anchor = origin.place.code if origin.place.kind is PlaceKind.AREA else None
            address = url_for("geography.authority", gss=origin.authority, _anchor=anchor)
            return redirect(address, HTTPStatus.SEE_OTHER)
        meant = answer.choices
        if origin is not None:
            meant = tuple(current_gazetteer().place_of(code) for code in origin.authorities)
        elif not meant:
            form.errors["place"] = str(POSTCODE_WORDS[answer.state])
    return _index_page(form, meant), HTTPStatus.OK if form.ok else HTTPStatus.UNPROCESSABLE_ENTITY


def _index_page(form: Form, meant: tuple[Place, ...]) -> str:
    known = authorities()
    origins = ((place, current_gazetteer().resolve_origin(place.id).origin) for place in meant)
    return render_template(
        "geography/index.html",
        form=form,
        meant=[(place, origin.authority) for place, origin in origins if origin],
        regions=[(region, known.of_region(region.gss)) for region in known.regions],
        abolished=[(gone, [_current(code) for code in gone.successors]) for gone in known.abolished],
        count=len(known),
    )


@blueprint.get("/authorities/<gss>")
@open_to_all
def authority(gss: str) -> str:
    """Show one authority: its codes, who adjoins, its areas. A former code shows the authority of today."""
    found = _current(gss)
    known = authorities()
    return render_template(
        "geography/authority.html",
        authority=found,
        adjoining=known.adjoining(found.gss),
        districts=[lower for lower in known.lower_tiers if lower.authority == found.gss],
        areas=_areas(found),
    )


@blueprint.get("/places.json")
@open_to_all
def places() -> Response:
    """Give every place that can be searched for, so that a browser can suggest without sending what is typed."""
    listed = current_gazetteer().every_place()
    answer = jsonify([{"id": place.id, "label": place.label, "within": place.within} for place in listed])
    answer.cache_control.public = True
    answer.cache_control.max_age = _A_DAY
    answer.add_etag()
    return answer.make_conditional(request)  # type: ignore[return-value]  # the same response, perhaps emptied


def _current(gss: str) -> Authority:
    found = authorities().current(gss)
    if found is None:
        raise NotFound("There is no local authority with this code.")
    return found


def _areas(found: Authority) -> list[tuple[Area, int]]:
    """Return the areas with their radius in whole miles, none while the postcodes are not loaded."""
    try:
        areas = current_gazetteer().areas_of(found.gss)
    except Unavailable:
        return []
    return [(area, max(1, round(miles(area.radius_m)))) for area in areas]
