"""Which groups the map draws, and where: a home is drawn for nobody, and neither is a refuge."""

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased

from crm.areas.box import Box
from crm.organisations.kinds import Precision
from crm.organisations.models import Organisation, Venue

_earlier = aliased(Venue)


def is_drawn(venue: type[Venue] = Venue) -> ColumnElement[bool]:
    """Of the places that a group has, those that may be drawn."""
    return and_(venue.ended_on.is_(None), venue.precision != Precision.MASKED, venue.lat.is_not(None))


def has_place() -> ColumnElement[bool]:
    drawn = exists().where(Venue.organisation_id == Organisation.id, is_drawn())
    return and_(Organisation.is_sensitive.is_(False), drawn)


def is_in(box: Box) -> ColumnElement[bool]:
    """Whether the map draws a group in this part of it.

    What is not drawn is in no part: by making the box smaller and smaller, one would find where a home is.
    """
    drawn_before = exists().where(
        _earlier.organisation_id == Venue.organisation_id, _earlier.id < Venue.id, is_drawn(_earlier)
    )
    there = and_(Venue.lat.between(box.south, box.north), Venue.lon.between(box.west, box.east), is_drawn())
    found = select(Venue.organisation_id).where(there, ~drawn_before)
    by_place = Organisation.id.in_(found)
    by_group = found.where(Venue.organisation_id == Organisation.id).correlate(Organisation).exists()
    return and_(Organisation.is_sensitive.is_(False), by_group if box.is_wide else by_place)
