"""In which ward a group meets, where wards are loaded."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, select

from crm.areas.models import Ward
from crm.areas.queries import postcode_places, wards_holding
from crm.extensions import db
from crm.organisations.models import Organisation, Venue


def in_ward(code: str) -> ColumnElement[bool]:
    """Whether a group meets there today. Where a refuge is must not become known, so it meets in no ward."""
    ward = select(Ward.id).where(Ward.code == code).scalar_subquery()
    there = select(Venue.organisation_id).where(Venue.ward_id == ward, Venue.ended_on.is_(None))
    condition: ColumnElement[bool] = Organisation.id.in_(there) & Organisation.is_sensitive.is_(False)
    return condition


def misplaced() -> dict[int, int | None]:
    """The ward of each place that is kept with another or with none, by the place's id. It reads every place."""
    rows = db.session.execute(select(Venue.id, Venue.ward_id, Venue.lon, Venue.lat, Venue.postcode)).all()
    placed = [row for row in rows if row.lon is not None]
    points = [(row.lon, row.lat) for row in placed]
    found = {row.id: ward for row, ward in zip(placed, wards_holding(points), strict=True) if row.ward_id != ward}
    return found | dict(_by_postcode([row for row in rows if row.lon is None and row.ward_id is None and row.postcode]))


def _by_postcode(rows: list[Any]) -> Iterator[tuple[int, int]]:
    """The point of a home is not kept, so a home is looked up by its postcode, once it has no ward."""
    known = postcode_places(sorted({row.postcode for row in rows}))
    rows = [row for row in rows if row.postcode in known]
    points = [(known[row.postcode].lon, known[row.postcode].lat) for row in rows]
    for row, ward in zip(rows, wards_holding(points), strict=True):
        if ward is not None:
            yield row.id, ward
