"""Public pages: the local authorities, each with its areas, and the list of places for suggestions."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from flask.wrappers import Response

from register.core.access import open_to_all
from register.core.errors import NotFound, Unavailable
from register.geography.domain.areas import Area
from register.geography.domain.authorities import Authority
from register.geography.domain.points import miles
from register.geography.queries import authorities, current_gazetteer

blueprint = Blueprint("geography", __name__)
# A list that changes only with a release of the directory may be kept by browsers for a day.
_A_DAY = 86_400


@blueprint.get("/authorities")
@open_to_all
def index() -> str:
    """List every local authority by nation and region, and those that are no more."""
    known = authorities()
    return render_template(
        "geography/index.html",
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
