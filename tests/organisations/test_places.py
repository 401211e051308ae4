"""Where a group is: its places, its areas, their advisers and who leads."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.areas.models import Area, Postcode
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.organisations.kinds import Precision
from crm.organisations.models import (
    Organisation,
    OrganisationArea,
    Venue,
)
from tests.factories import Make
from tests.organisations.one_group import LAST_YEAR, at, day, look, venue
from tests.support.web import SignIn, Visitor, forms


def test_a_group_that_moved_leaves_one_place_for_another(
    adviser: Visitor, session: Session, make: Make, newham: Area, group: Organisation
) -> None:
    make.keep(Postcode(unit="E6 1AA", lat=51.53, lon=0.05, area_id=newham.id))
    old = venue(make, group, newham)
    adviser.submit(
        at(group, f"venues/{old.id}/move"), address="2 Low Road", postcode="E6 1AA", **day("started_on", LAST_YEAR)
    )
    left, now = session.scalars(select(Venue).order_by(Venue.id))
    assert (left.ended_on, now.started_on, now.postcode) == (LAST_YEAR, LAST_YEAR, "E6 1AA")
    assert now.ended_on is None


def test_an_address_is_corrected_and_keeps_its_exact_point(
    adviser: Visitor, session: Session, make: Make, newham: Area, group: Organisation
) -> None:
    old = venue(make, group, newham, precision=Precision.EXACT, lat=51.51, lon=0.01)
    adviser.submit(at(group, f"venues/{old.id}/edit"), address="1a High Street")
    session.refresh(old)
    assert (old.address, old.precision, old.lat) == ("1a High Street", Precision.EXACT, 51.51)


def test_a_place_that_turns_out_to_be_a_home_loses_its_point(
    adviser: Visitor, session: Session, make: Make, newham: Area, group: Organisation
) -> None:
    old = venue(make, group, newham, lat=51.51, lon=0.01)
    adviser.submit(at(group, f"venues/{old.id}/edit"), is_home="yes")
    session.refresh(old)
    assert (old.precision, old.lat) == (Precision.MASKED, None)


def test_a_home_of_a_group_in_two_areas_needs_a_postcode_that_says_whose_it_is(
    make: Make, session: Session, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    group = make.organisation(newham, hackney)
    make.keep(Postcode(unit="N16 8AA", lat=51.56, lon=-0.07, area_id=hackney.id))
    theirs = signed_in(make.adviser(hackney))
    refused = theirs.submit(at(group, "venues/new"), address="Flat 3, Secret Street", is_home="yes")
    assert "Enter the postcode of the home" in refused.text
    theirs.submit(at(group, "venues/new"), address="Flat 3, Secret Street", postcode="N16 8AA", is_home="yes")
    assert session.scalars(select(Venue.area_id)).all() == [hackney.id]


def test_a_postcode_outside_the_groups_areas_is_asked_about(
    adviser: Visitor, session: Session, make: Make, hackney: Area, group: Organisation
) -> None:
    make.keep(Postcode(unit="N16 8AA", lat=51.56, lon=-0.07, area_id=hackney.id))
    asked = adviser.submit(at(group, "venues/new"), postcode="N16 8AA")
    assert "This postcode is in Hackney" in asked.text
    _, given = forms(asked.text)[-1]
    adviser.post(at(group, "venues/new"), data={**given, "is_elsewhere": "yes"})
    assert session.scalars(select(Venue.area_id)).one() == hackney.id


def test_a_place_ends_once(adviser: Visitor, session: Session, make: Make, newham: Area, group: Organisation) -> None:
    old = venue(make, group, newham)
    adviser.submit(at(group, f"venues/{old.id}/end"), **day("ended_on", LAST_YEAR))
    again = adviser.submit(at(group, f"venues/{old.id}/end"), **day("ended_on", clock.today()))
    assert "left this place already" in again.text
    session.refresh(old)
    assert old.ended_on == LAST_YEAR


def test_another_area_is_added_and_ended(
    adviser: Visitor, session: Session, make: Make, hackney: Area, group: Organisation, signed_in: SignIn
) -> None:
    adviser.submit(at(group, "areas/new"), area_id=str(hackney.id), **day("started_on", LAST_YEAR))
    theirs = signed_in(make.adviser(hackney))
    assert theirs.get(at(group)).status_code == 200
    link = session.scalars(select(OrganisationArea).where(OrganisationArea.area_id == hackney.id)).one()
    adviser.submit(at(group, f"areas/{link.id}/end"), **day("ended_on", clock.today()))
    assert theirs.get(at(group)).status_code == 404
    adviser.submit(at(group, "areas/new"), area_id=str(hackney.id), **day("started_on", clock.today()))
    assert theirs.get(at(group)).status_code == 200


def test_neither_the_lead_nor_a_third_area_is_taken_from_others(
    make: Make, session: Session, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    group = make.organisation(newham, hackney, third := make.area(name="Camden"))
    theirs = signed_in(make.coordinator(hackney))
    for_camden = session.scalars(select(OrganisationArea.id).filter_by(area_id=third.id)).one()
    own = session.scalars(select(OrganisationArea.id).filter_by(area_id=hackney.id)).one()
    assert theirs.get(at(group, "lead")).status_code == 404
    assert theirs.get(at(group, f"areas/{for_camden}/end")).status_code == 404
    assert theirs.get(at(group, f"areas/{own}/end")).status_code == 200
    page = look(theirs, group)
    assert "Hand over" not in page
    assert page.count("/end") == 1


def test_the_lead_is_handed_over_only_where_there_is_another_area(
    make: Make, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    visitor = signed_in(make.coordinator(newham))
    alone, shared = make.organisation(newham), make.organisation(newham, hackney)
    assert "Hand over" not in look(visitor, alone)
    assert visitor.get(at(alone, "lead")).status_code == 404
    assert "Hand over" in look(visitor, shared)


def test_the_lead_area_cannot_end(adviser: Visitor, session: Session, group: Organisation) -> None:
    link = session.scalars(select(OrganisationArea)).one()
    page = adviser.submit(at(group, f"areas/{link.id}/end"), **day("ended_on", clock.today()))
    assert "Make another area the lead first" in page.text


def test_whoever_ends_their_own_area_goes_back_to_the_list(
    make: Make, session: Session, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    group = make.organisation(newham, hackney)
    link = session.scalars(select(OrganisationArea).where(OrganisationArea.area_id == hackney.id)).one()
    answer = signed_in(make.adviser(hackney)).submit(
        at(group, f"areas/{link.id}/end"), **day("ended_on", clock.today())
    )
    assert answer.location == "/organisations"


def test_only_a_coordinator_hands_over_the_lead(
    make: Make, session: Session, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    group = make.organisation(newham, hackney)
    assert signed_in(make.adviser(newham)).get(at(group, "lead")).status_code == 403
    signed_in(make.coordinator(newham)).submit(at(group, "lead"), area_id=str(hackney.id))
    assert session.scalars(select(Organisation.lead_area_id)).one() == hackney.id


def test_the_staff_of_an_area_name_the_adviser_there(
    make: Make, session: Session, newham: Area, group: Organisation, signed_in: SignIn
) -> None:
    visitor, link = signed_in(make.adviser(newham)), session.scalars(select(OrganisationArea)).one()
    successor = make.adviser(newham, name="Amara Obi")
    visitor.submit(at(group, f"areas/{link.id}/adviser"), adviser_id=str(successor.id))
    assert session.scalars(select(OrganisationArea.adviser_id)).one() == successor.id
    assert "Amara Obi" in look(visitor, group)
    assert "organisation_area.adviser_named" in session.scalars(select(AuditEntry.event)).all()
    visitor.submit(at(group, f"areas/{link.id}/adviser"), adviser_id="")
    assert session.scalars(select(OrganisationArea.adviser_id)).one() is None


def test_an_adviser_is_named_by_the_own_area_and_among_its_own_staff(
    make: Make, session: Session, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    group = make.organisation(newham, hackney)
    there = session.scalars(select(OrganisationArea.id).filter_by(area_id=hackney.id)).one()
    here = session.scalars(select(OrganisationArea.id).filter_by(area_id=newham.id)).one()
    visitor, stranger = signed_in(make.adviser(newham)), make.adviser(hackney)
    assert visitor.get(at(group, f"areas/{there}/adviser")).status_code == 404
    visitor.submit(at(group, f"areas/{here}/adviser"), adviser_id=str(stranger.id))
    assert session.scalars(select(OrganisationArea.adviser_id)).all() == [None, None]
