"""Where a group is: its areas and its venues, each from a day and until a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import update

from crm.accounts.models import Account
from crm.areas.models import Area, Postcode
from crm.areas.queries import locate_ward, postcode_place
from crm.areas.rules import normalise_postcode
from crm.audit import record
from crm.core import clock
from crm.core.bulk import chunks
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations import rules
from crm.organisations.actions.belonging import end_none
from crm.organisations.actions.groups import touch
from crm.organisations.kinds import Lack, Precision, Stage
from crm.organisations.models import Organisation, OrganisationArea, Venue
from crm.organisations.rules import Address


def place_of(typed: str) -> Postcode | None:
    """Where a typed postcode lies; None when nothing was typed, or no such postcode is in the look-up."""
    return postcode_place(normalise_postcode(typed)) if typed else None


def add_venue(organisation: Organisation, place: Address, started_on: dt.date | None, actor: Account) -> Venue:
    rules.check_past(started_on, clock.today(), "started_on")
    venue = Venue(organisation_id=organisation.id, started_on=started_on)
    _put(venue, organisation, place)
    db.session.add(venue)
    end_none(organisation, Lack.PLACE, actor)
    touch(organisation)
    db.session.flush()
    record.record("venue.added", venue, actor)
    return venue


def change_venue(organisation: Organisation, venue: Venue, place: Address, actor: Account) -> None:
    """Puts right what was wrong; a group that moved is `move_venue`."""
    _put(venue, organisation, place)
    touch(organisation)
    record.record("venue.changed", venue, actor)


def move_venue(organisation: Organisation, venue: Venue, place: Address, moved_on: dt.date, actor: Account) -> Venue:
    """The old venue ends on the day the new one starts; the day may lie back, never ahead."""
    end_venue(organisation, venue, moved_on, actor)
    return add_venue(organisation, place, moved_on, actor)


def end_venue(organisation: Organisation, venue: Venue, ended_on: dt.date, actor: Account) -> None:
    if venue.ended_on is not None:
        raise RuleBroken("The group has left this place already")
    rules.check_ended(venue.started_on, ended_on, clock.today())
    venue.ended_on = ended_on
    touch(organisation)
    record.record("venue.ended", venue, actor)


def _put(venue: Venue, organisation: Organisation, place: Address) -> None:
    """An unchanged postcode keeps its point, which may be more exact than the middle of the postcode."""
    if not place.address and not place.postcode:
        raise RuleBroken("Enter an address or a postcode", "address")
    unit = normalise_postcode(place.postcode) if place.postcode else None
    if venue.address != place.address or unit != venue.postcode:
        venue.unconfirmed_on = None
    venue.address = place.address
    was_home = venue.precision is Precision.MASKED
    if unit != venue.postcode or was_home != place.is_home or venue.precision is None:
        _locate(venue, organisation, unit, place.is_home)
    venue.postcode = unit


def _locate(venue: Venue, organisation: Organisation, unit: str | None, is_home: bool) -> None:
    found = postcode_place(unit) if unit else None
    if is_home and unit is None and sum(link.ended_on is None for link in organisation.areas) > 1:
        raise RuleBroken("Enter the postcode of the home: only the staff of its own area will see it", "postcode")
    venue.area_id = found.area_id if found else organisation.lead_area_id
    venue.ward_id = locate_ward(found.lon, found.lat) if found else None
    venue.precision = Precision.MASKED if is_home else Precision.POSTCODE if unit else Precision.NEARBY
    shown = found if not is_home else None
    venue.lat, venue.lon = (shown.lat, shown.lon) if shown else (None, None)


def place_in_wards(wards: Mapping[int, int | None]) -> int:
    """Gives places, by id, the ward they lie in (`misplaced`); how many were put right.

    It follows from where the place is, so nobody did it and the history is silent. Call it for every area.
    """
    places_of: dict[int | None, list[int]] = defaultdict(list)
    for venue_id, ward_id in wards.items():
        places_of[ward_id].append(venue_id)
    for ward_id, venue_ids in places_of.items():
        for part in chunks(venue_ids):
            db.session.execute(update(Venue).where(Venue.id.in_(part)).values(ward_id=ward_id))
    return len(wards)


def add_area(organisation: Organisation, area: Area, started_on: dt.date, actor: Account) -> OrganisationArea:
    """The group works in another area too, whose staff then see it; an area it had left begins again."""
    rules.check_past(started_on, clock.today(), "started_on")
    link = next((link for link in organisation.areas if link.area_id == area.id), None)
    if link is not None and link.ended_on is None:
        raise RuleBroken(f"This group is in {area.name} already", "area_id")
    if link is None:
        link = OrganisationArea(area_id=area.id, stage=Stage.IDENTIFIED, stage_on=started_on)
        organisation.areas.append(link)
    link.started_on, link.ended_on = started_on, None
    touch(organisation)
    db.session.flush()
    record.record("organisation_area.added", link, actor)
    return link


def end_area(organisation: Organisation, link: OrganisationArea, ended_on: dt.date, actor: Account) -> None:
    if link.ended_on is not None:
        raise RuleBroken("The group has left this area already")
    if link.area_id == organisation.lead_area_id:
        raise RuleBroken("Make another area the lead first: a group always has a lead area")
    rules.check_ended(link.started_on, ended_on, clock.today())
    link.ended_on = ended_on
    touch(organisation)
    record.record("organisation_area.ended", link, actor)


def hand_over(organisation: Organisation, link: OrganisationArea, actor: Account) -> None:
    """Another of its areas leads from now on."""
    if link.ended_on is not None:
        raise RuleBroken("Choose an area that the group is in", "area_id")
    organisation.lead_area_id = link.area_id
    record.record("organisation.handed_over", organisation, actor)


def name_adviser(organisation: Organisation, link: OrganisationArea, adviser_id: int | None, actor: Account) -> None:
    """Who looks after the group in this area; nobody, while the post is empty."""
    link.adviser_id = adviser_id
    touch(organisation)
    record.record("organisation_area.adviser_named", link, actor)
