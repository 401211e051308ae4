"""What an import would do, row by row, without doing it: the preview and the import follow one and the same plan."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crm.areas.queries import locate_many, wards_holding
from crm.organisations.importing import queries, rules
from crm.organisations.importing.matching import LIKELY_METRES, Likeness, Nearby, Spot
from crm.organisations.importing.queries import Listed
from crm.organisations.importing.reading import Sheet
from crm.organisations.importing.rules import Place, Refusal

# More than LIKELY_METRES anywhere in Britain, so that groups just beyond the outermost rows are met too.
_MARGIN = LIKELY_METRES / 50_000


@dataclass(frozen=True)
class Located:
    """A place in an area that this import may write to; `taken` are its values in our words."""

    place: Place
    area_id: int
    ward_id: int | None
    taken: dict[str, Any]


class Change(NamedTuple):
    located: Located
    listed: Listed
    take: dict[str, Any]


class Kept(NamedTuple):
    """The list says something else than a person who edited this; theirs stays."""

    row: int
    organisation_id: int
    fields: list[str]


class Correction(NamedTuple):
    """`label` is the area that the list names, by its code if we do not hold that area."""

    row: int
    name: str
    label: str
    area: str


@dataclass
class Plan:
    """`seen` are the source records of rows that are there already; `pairs` are likely to be listed twice."""

    source: str
    rows: int
    refusals: list[Refusal] = field(default_factory=list)
    new: list[Located] = field(default_factory=list)
    linked: list[tuple[Located, int]] = field(default_factory=list)
    matched: list[Listed] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    pairs: list[Likeness] = field(default_factory=list)

    def refuse(self, sheet_rows: dict[int, Any], place: Place, reason: str) -> None:
        self.refusals.append(Refusal(sheet_rows[place.row], reason))


@dataclass(frozen=True)
class Limits:
    """Which areas an import may write to (None is all), and what is said of a row in another."""

    areas: frozenset[int] | None = None
    outside: str = rules.OUTSIDE_YOURS

    def allow(self, area_id: int) -> bool:
        return self.areas is None or area_id in self.areas


def plan(sheet: Sheet, source: str, limits: Limits) -> Plan:
    """Reads only; every row of the sheet ends in exactly one of new, linked, matched, changed and refusals."""
    places, refusals = rules.places_of(sheet)
    made = Plan(source, rows=len(sheet.rows), refusals=refusals)
    located = _locate(made, sheet, places, limits)
    fresh = _meet_listed(made, sheet, located)
    _match(made, fresh)
    made.refusals.sort(key=lambda refusal: refusal.row.number)
    return made


def _locate(made: Plan, sheet: Sheet, places: Sequence[Place], limits: Limits) -> list[Located]:
    """By the point, whatever area the list names."""
    points = [(place.lon, place.lat) for place in places]
    areas, codes, sheet_rows = queries.areas_by_id(), queries.tradition_codes(), _by_number(sheet)
    names = {area.code: area.name for area in areas.values()}
    located = []
    for place, area_id, ward_id in zip(places, locate_many(points), wards_holding(points), strict=True):
        if area_id is None or not limits.allow(area_id):
            made.refuse(sheet_rows, place, rules.OUTSIDE_ALL if area_id is None else limits.outside)
            continue
        located.append(Located(place, area_id, ward_id, rules.taken(place, codes)))
        if place.label and place.label != areas[area_id].code:
            said = names.get(place.label, place.label)
            made.corrections.append(Correction(place.row, rules.name_of(place), said, areas[area_id].name))
    return located


def _by_number(sheet: Sheet) -> dict[int, Any]:
    return {row.number: row for row in sheet.rows}


def _meet_listed(made: Plan, sheet: Sheet, located: Sequence[Located]) -> list[Located]:
    """Rows whose id is known are matched or changed by it alone; gives the rest."""
    ids = [one.place.external_id for one in located]
    listed, everywhere = queries.listed(made.source, ids), queries.ids_taken(made.source, ids)
    sheet_rows, fresh = _by_number(sheet), []
    for one in located:
        known = listed.get(one.place.external_id)
        if known is not None:
            _compare(made, one, known)
        elif one.place.external_id in everywhere:
            made.refuse(sheet_rows, one.place, rules.OUTSIDE_YOURS)
            _drop_correction(made, one.place.row)
        else:
            fresh.append(one)
    return fresh


def _drop_correction(made: Plan, row: int) -> None:
    made.corrections = [correction for correction in made.corrections if correction.row != row]


def _compare(made: Plan, one: Located, known: Listed) -> None:
    """A closed group is left as it was closed."""
    take, kept = ({}, []) if known.is_closed else rules.settle(known.taken, one.taken, known.current)
    if kept:
        made.kept.append(Kept(one.place.row, known.organisation_id, kept))
    if take:
        made.changed.append(Change(one, known, take))
    else:
        made.matched.append(known)


def _match(made: Plan, fresh: Sequence[Located]) -> None:
    """New ids: the same group from elsewhere if that is sure, else a group of their own and perhaps a likely pair."""
    if not fresh:
        return
    nearby, claimed = Nearby(queries.spots_within(made.source, *_box(fresh))), set[int]()
    for one in fresh:
        spot = Spot(one.place.name, one.place.faith, one.place.lon, one.place.lat, True, row=one.place.row)
        like = nearby.like(spot)
        same = next((found.other.organisation_id for found in like if found.is_sure), None)
        if same is not None and same not in claimed:
            claimed.add(same)
            made.linked.append((one, same))
            continue
        made.new.append(one)
        made.pairs.extend(_one_for_each(like))
        nearby.add(spot)


def _one_for_each(like: Sequence[Likeness]) -> list[Likeness]:
    """A group that meets in two places near by is one pair, not two."""
    best: dict[Any, Likeness] = {}
    for found in like:
        best.setdefault((found.other.row, found.other.organisation_id), found)
    return list(best.values())


def _box(fresh: Sequence[Located]) -> tuple[float, float, float, float]:
    lons, lats = [one.place.lon for one in fresh], [one.place.lat for one in fresh]
    return min(lons) - _MARGIN, min(lats) - _MARGIN, max(lons) + _MARGIN, max(lats) + _MARGIN
