"""Outlines as a picture: the path of each for an SVG, and how much room there is inside for words."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy
import shapely

BREADTH = 1000
# As a share of the breadth: corners that nobody would see are left out, the same on both sides of a border.
_FINEST = 1 / 350


class Shape(NamedTuple):
    """A path, and the middle and the radius of the largest circle that fits inside."""

    path: str
    x: int
    y: int
    room: int


class Drawing(NamedTuple):
    """By id, on a sheet that is BREADTH wide."""

    shapes: Mapping[int, Shape]
    height: int


def drawing(outlines: Mapping[int, str]) -> Drawing:
    """Of GeoJSON geometries as text, north at the top."""
    if not outlines:
        return Drawing({}, 0)
    flat = _on_a_sheet(shapely.from_geojson(list(outlines.values())))
    shapes = shapely.coverage_simplify(flat, BREADTH * _FINEST)
    height = math.ceil(shapely.total_bounds(flat)[3])
    return Drawing({key: _shape(shape) for key, shape in zip(outlines, shapes, strict=True)}, height)


def _on_a_sheet(shapes: Any) -> Any:
    """Degrees east are shorter than degrees north, by the cosine of the latitude in the middle."""
    west, south, east, north = shapely.total_bounds(shapes)
    narrower = math.cos(math.radians((south + north) / 2))
    scale = BREADTH / ((east - west) * narrower)
    return shapely.transform(
        shapes,
        lambda corners: numpy.column_stack(
            ((corners[:, 0] - west) * narrower * scale, (north - corners[:, 1]) * scale),
        ),
    )


def _shape(shape: Any) -> Shape:
    radius = shapely.maximum_inscribed_circle(shape, tolerance=2)
    x, y = shapely.get_coordinates(radius)[0]
    return Shape("".join(_path(shape)), round(x), round(y), round(shapely.length(radius)))


def _path(shape: Any) -> Iterator[str]:
    """Each ring from its first corner, in whole steps; one too small to be seen is left out."""
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        corners = numpy.rint(shapely.get_coordinates(ring)[:-1]).astype(int)
        steps = numpy.diff(corners, axis=0)
        steps = steps[steps.any(axis=1)]
        if len(steps) > 1:
            yield f"M{corners[0][0]} {corners[0][1]}l" + " ".join(f"{x} {y}" for x, y in steps) + "z"
