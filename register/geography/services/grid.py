"""The national grid to latitude and longitude."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Protocol

from register.geography.domain.points import Point

# Ordnance Survey's seven-parameter transformation (within about 5 m), spelt out: the same numbers on every machine,
# whichever grid-shift files it has, and no look-up over the network.
_PIPELINE = " ".join(
    (
        "+proj=pipeline",
        "+step +inv +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy",
        "+step +proj=push +v_3 +step +proj=cart +ellps=airy",
        "+step +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489",
        "+convention=position_vector +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3",
        "+step +proj=unitconvert +xy_in=rad +xy_out=deg",
    )
)


class _Transformer(Protocol):
    def transform(self, xx: array[float], yy: array[float]) -> tuple[array[float], array[float]]: ...


@cache
def _transformer() -> _Transformer:
    # Loaded when first needed: it takes a quarter of a second, and only building the store needs it.
    found: _Transformer = import_module("pyproj").Transformer.from_pipeline(_PIPELINE)
    return found


def to_degrees(eastings: Iterable[float], northings: Iterable[float]) -> tuple[array[float], array[float]]:
    """Return latitudes and longitudes in degrees for eastings and northings in metres, in the same order."""
    longitudes, latitudes = _transformer().transform(array("d", eastings), array("d", northings))
    return latitudes, longitudes


def to_point(easting: float, northing: float) -> Point:
    """Return one place, to about a metre."""
    latitudes, longitudes = to_degrees([easting], [northing])
    return Point(round(latitudes[0], 5), round(longitudes[0], 5))
