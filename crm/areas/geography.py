"""Which outline a point lies in, offline. Points are (longitude, latitude) in WGS84."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy
import shapely

Point = tuple[float, float]

# Outlines are generalised: postcodes that miss their own area lie at most 128 m away (the boundaries' README).
NEAR_METRES = 150.0
# A gap between outlines (the Thames, mostly) is up to twice this wide; beyond the outer edge another authority begins.
GAP_METRES = 250.0
_METRES_IN_A_DEGREE = math.radians(6_371_008.8)


def _metres_in_a_degree(latitude: float) -> Any:
    return numpy.array([_METRES_IN_A_DEGREE * math.cos(math.radians(latitude)), _METRES_IN_A_DEGREE])


class Outlines:
    """Polygons with the ids they stand for, held so that a point finds its own quickly."""

    def __init__(self, outlines: Iterable[tuple[int, str]]) -> None:
        """Each outline is an id and its GeoJSON geometry as text; on a shared border the lower id wins."""
        held = sorted(outlines)
        self._ids = [outline_id for outline_id, _ in held]
        self._shapes = shapely.from_geojson([geometry for _, geometry in held])
        self._tree = shapely.STRtree(self._shapes)
        shapely.prepare(self._shapes)
        self._scale = _metres_in_a_degree(51.5)
        self._closed = self._close_gaps()

    def containing(self, points: Sequence[Point]) -> list[int | None]:
        """The id of the outline that holds each point, or None."""
        found: list[int | None] = [None] * len(points)
        places = shapely.STRtree(shapely.points(numpy.asarray(points, dtype=float).reshape(-1, 2)))
        outlines, inside = places.query(self._shapes, predicate="intersects")
        for outline, point in zip(reversed(outlines.tolist()), reversed(inside.tolist()), strict=True):
            found[point] = self._ids[outline]
        return found

    def near(self, points: Sequence[Point]) -> list[int | None]:
        """As `containing`; a point in a gap between outlines takes the nearest one within NEAR_METRES.

        A point beyond the outer edge is in an area that we do not hold, however near (docs/decisions/0003).
        """
        found = self.containing(points)
        for place, held in enumerate(found):
            if held is None and self._in_gap(points[place]):
                found[place] = self._nearest(points[place])
        return found

    def _close_gaps(self) -> Any:
        """All outlines as one, on a plane in metres, with the gaps between them filled."""
        together = shapely.transform(shapely.union_all(self._shapes), lambda corners: corners * self._scale)
        return shapely.buffer(shapely.buffer(together, GAP_METRES), -GAP_METRES)

    def _in_gap(self, point: Point) -> bool:
        return all(map(math.isfinite, point)) and bool(
            shapely.contains_xy(self._closed, *(numpy.array(point) * self._scale))
        )

    def _nearest(self, point: Point) -> int | None:
        """Degrees are not metres, so the few outlines near by are measured on a plane laid at the point."""
        scale = _metres_in_a_degree(point[1])
        reach = NEAR_METRES / scale
        around = shapely.box(*(numpy.array(point) - reach), *(numpy.array(point) + reach))
        near = sorted((self._metres(place, point, scale), place) for place in self._tree.query(around).tolist())
        return self._ids[near[0][1]] if near and near[0][0] <= NEAR_METRES else None

    def _metres(self, place: int, point: Point, scale: Any) -> float:
        on_plane = shapely.transform(self._shapes[place], lambda corners: (corners - numpy.array(point)) * scale)
        return float(shapely.distance(on_plane, shapely.Point(0, 0)))
