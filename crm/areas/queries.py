"""Areas, what lies in them, and whom to ring there. Areas are open to everybody who is signed in."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product
from math import floor, hypot
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import undefer

from crm.areas import rules
from crm.areas.geography import Outlines, Point
from crm.areas.models import Area, AreaContact, Postcode, Ward
from crm.core.bulk import chunks
from crm.core.text import fold
from crm.extensions import db

# 300 m east and north in England, in degrees.
_NEAR = (0.0044, 0.0027)

_NAMES = select(Area.id, Area.code, Area.name)
_NAMES_OF = _NAMES.where(Area.id.in_(bindparam("ids", expanding=True)))
_WARDS_OF = select(Ward).where(Ward.area_id == bindparam("area_id"))

Stamp = tuple[tuple[Any, ...], ...]

# Building the tree costs 20 ms, so each process keeps the last one with the stamp of the areas it was made from.
_held: dict[type[Area] | type[Ward], tuple[Stamp, Outlines]] = {}


class AreaName(NamedTuple):
    """An area as lists and filters offer it."""

    id: int
    code: str
    name: str


def areas_by_name() -> list[Area]:
    return sorted(db.session.scalars(select(Area)), key=lambda area: fold(area.name))


def area_names(area_ids: Collection[int] | None = None) -> list[AreaName]:
    """These areas, or all of them, by name: lighter than the areas themselves."""
    found = db.session.execute(_NAMES if area_ids is None else _NAMES_OF, {"ids": area_ids})
    return sorted((AreaName(*row) for row in found), key=lambda area: fold(area.name))


def area_by_code(code: str) -> Area:
    return db.session.scalars(select(Area).where(Area.code == code)).one()


def area_with_boundary(area_id: int) -> Area:
    return db.session.scalars(select(Area).where(Area.id == area_id).options(undefer(Area.boundary))).one()


def areas_with_boundaries() -> list[Area]:
    return list(db.session.scalars(select(Area).options(undefer(Area.boundary)).order_by(Area.code)))


def wards_with_boundaries() -> list[Ward]:
    return list(db.session.scalars(select(Ward).options(undefer(Ward.boundary)).order_by(Ward.code)))


def all_contacts() -> list[AreaContact]:
    """Every contact of every area, verified or not. Never for a group."""
    return list(db.session.scalars(select(AreaContact)))


def area_ids_by_code() -> dict[str, int]:
    rows = db.session.execute(select(Area.code, Area.id))
    return {row.code: row.id for row in rows}


def wards_by_name(area_id: int) -> list[Ward]:
    """Empty for most areas: wards are loaded for four of them."""
    return sorted(db.session.scalars(_WARDS_OF, {"area_id": area_id}), key=lambda ward: fold(ward.name))


def wards_in(area_ids: Collection[int]) -> dict[int, int]:
    """How many wards are loaded of each of these areas; an area without any is left out."""
    wanted = select(Ward.area_id, func.count().label("wards")).where(Ward.area_id.in_(area_ids))
    return {row.area_id: row.wards for row in db.session.execute(wanted.group_by(Ward.area_id))}


def outlines_of_wards(area_id: int) -> dict[int, str]:
    """GeoJSON geometries by id."""
    rows = db.session.execute(select(Ward.id, Ward.boundary).where(Ward.area_id == area_id))
    return {row.id: row.boundary for row in rows}


def outlines_of_areas(area_ids: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(select(Area.id, Area.boundary).where(Area.id.in_(area_ids)))
    return {row.id: row.boundary for row in rows}


def ward_by_code(code: str) -> Ward:
    return db.session.scalars(select(Ward).where(Ward.code == code)).one()


def boundaries_geojson(area_ids: Sequence[int] | None = None) -> dict[str, Any]:
    """A FeatureCollection of these areas, or of all; the shapes are simplified already."""
    wanted = select(Area.id, Area.code, Area.name, Area.boundary).order_by(Area.code)
    if area_ids is not None:
        wanted = wanted.where(Area.id.in_(area_ids))
    return {"type": "FeatureCollection", "features": [_feature(*row) for row in db.session.execute(wanted)]}


def _feature(area_id: int, code: str, name: str, boundary: str) -> dict[str, Any]:
    properties = {"code": code, "name": name}
    return {"type": "Feature", "id": area_id, "properties": properties, "geometry": json.loads(boundary)}


def locate(lon: float, lat: float) -> int | None:
    """The id of the area a point lies in, or of the nearest within 150 m."""
    return locate_many([(lon, lat)])[0]


def locate_many(points: Sequence[Point]) -> list[int | None]:
    """As `locate`, for (longitude, latitude) pairs: thousands in well under a second."""
    return _outlines_of(Area).near(points)


def areas_holding(points: Sequence[Point]) -> list[int | None]:
    """As `locate_many`, but only where an outline holds the point: nothing is given to the nearest."""
    return _outlines_of(Area).containing(points)


def locate_ward(lon: float, lat: float) -> int | None:
    """The id of the ward a point lies in; None where wards are not loaded."""
    return _outlines_of(Ward).containing([(lon, lat)])[0]


def wards_holding(points: Sequence[Point]) -> list[int | None]:
    """As `locate_ward`, for many points."""
    return _outlines_of(Ward).containing(points)


def _outlines_of(kind: type[Area] | type[Ward]) -> Outlines:
    stamp = _stamp(kind)
    held = _held.get(kind)
    if held is None or held[0] != stamp:
        shapes = db.session.execute(select(kind.id, kind.boundary)).all()
        held = _held[kind] = (stamp, Outlines((shape_id, boundary) for shape_id, boundary in shapes))
    return held[1]


def _stamp(kind: type[Area] | type[Ward]) -> Stamp:
    """Differs once an outline was added, changed or moved, and reads only the first corners of each."""
    wanted = select(kind.id, func.length(kind.boundary), func.substr(kind.boundary, 1, 150)).order_by(kind.id)
    return tuple(tuple(row) for row in db.session.execute(wanted))


def postcode_place(unit: str) -> Postcode | None:
    """The middle of a normalised postcode and its area; None is a postcode that is not in the look-up."""
    return db.session.scalars(select(Postcode).where(Postcode.unit == unit)).one_or_none()


def postcode_places(units: Sequence[str]) -> dict[str, Postcode]:
    """Those of many normalised postcodes that are in the look-up, for imports."""
    found = (db.session.scalars(select(Postcode).where(Postcode.unit.in_(part))) for part in chunks(units))
    return {place.unit: place for places in found for place in places}


def postcodes_near(points: Sequence[Point]) -> list[str | None]:
    """The nearest postcode to each of some points, or of thousands; None where there is none within some 300 m."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, point in enumerate(points):
        cells[_cell(*point)].append(place)
    nearest: dict[int, tuple[float, str]] = {}
    for unit, lon, lat in _postcodes_around(cells):
        east, north = _cell(lon, lat)
        for cell in product((east - 1, east, east + 1), (north - 1, north, north + 1)):
            for place in cells.get(cell, ()):
                # In steps of `_NEAR`, which are as long east as they are north.
                away = hypot((lon - points[place][0]) / _NEAR[0], (lat - points[place][1]) / _NEAR[1])
                if away <= 1:
                    nearest[place] = min(nearest.get(place, (away, unit)), (away, unit))
    return [nearest[place][1] if place in nearest else None for place in range(len(points))]


def _cell(lon: float, lat: float) -> tuple[int, int]:
    return floor(lon / _NEAR[0]), floor(lat / _NEAR[1])


def _postcodes_around(cells: Iterable[tuple[int, int]]) -> Iterator[Any]:
    """Those in the cells and beside them, and some between: each row of cells is one look along the index."""
    rows: dict[int, list[int]] = defaultdict(list)
    for east, north in cells:
        for row in (north - 1, north, north + 1):
            rows[row].append(east)
    for part in chunks(sorted(rows)):
        along = (
            Postcode.lat.between(row * _NEAR[1], (row + 1) * _NEAR[1])
            & Postcode.lon.between((min(rows[row]) - 1) * _NEAR[0], (max(rows[row]) + 2) * _NEAR[0])
            for row in part
        )
        yield from db.session.execute(select(Postcode.unit, Postcode.lon, Postcode.lat).where(or_(*along)))


def contacts_for_group(area_id: int) -> list[AreaContact]:
    """Whom a group in this area may be told to ring: verified only, its own and the whole country's."""
    wanted = select(AreaContact).where(
        AreaContact.verified_on.is_not(None),
        or_(AreaContact.area_id == area_id, AreaContact.area_id.is_(None)),
    )
    return rules.in_order_of_need(db.session.scalars(wanted))


def contacts_for_staff(area_id: int) -> list[AreaContact]:
    """Also those that nobody has verified yet, so that staff can see what to check. Never for a group."""
    wanted = select(AreaContact).where(or_(AreaContact.area_id == area_id, AreaContact.area_id.is_(None)))
    return rules.in_order_of_need(db.session.scalars(wanted))


def card_for(area_id: int) -> rules.Card:
    """The card of numbers on a group's pages."""
    own = [contact for contact in contacts_for_group(area_id) if contact.area_id == area_id]
    return rules.Card(own=own)
