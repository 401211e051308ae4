"""Where a group is: venues that begin, move and end, and the areas it is in."""

from typing import Any

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.accounts.queries import colleagues
from crm.areas.models import Area
from crm.areas.queries import areas_by_name
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.organisations.actions import places as actions
from crm.organisations.forms.places import (
    AdviserForm,
    EndForm,
    HandOverForm,
    MoveForm,
    NewAreaForm,
    NewVenueForm,
    VenueForm,
    venue_values,
)
from crm.organisations.models import Organisation, OrganisationArea, Venue
from crm.organisations.queries import details as queries
from crm.organisations.queries import groups
from crm.organisations.queries.belonging import guests_of
from crm.organisations.queries.groups import organisation_with_areas
from crm.organisations.views import organisations
from crm.organisations.views.saving import ask, details_of, made, saved

WHERE = "places"


@organisations.route("/organisations/<int:organisation_id>/venues/new", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def new_venue(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    form = NewVenueForm()
    elsewhere = _elsewhere(form, organisation)
    answer = (
        None
        if elsewhere
        else made(
            form,
            lambda: actions.add_venue(organisation, form.place(), form.started_on.data, signed_in()),
            "Place added",
            details_of(organisation_id, WHERE),
        )
    )
    return answer or _ask_where(organisation, form, "Add a place where the group meets", elsewhere)


@organisations.route("/organisations/<int:organisation_id>/venues/<int:venue_id>/edit", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def edit_venue(organisation_id: int, venue_id: int) -> ResponseReturnValue:
    organisation, venue = _venue_of(organisation_id, venue_id)
    form = VenueForm(venue, venue_values)
    elsewhere = _elsewhere(form, organisation)
    answer = (
        None
        if elsewhere
        else saved(
            form,
            lambda: actions.change_venue(organisation, venue, form.place(), signed_in()),
            "Place saved",
            details_of(organisation_id, WHERE),
        )
    )
    return answer or _ask_where(organisation, form, "Correct this address", elsewhere)


@organisations.route("/organisations/<int:organisation_id>/venues/<int:venue_id>/move", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def move_venue(organisation_id: int, venue_id: int) -> ResponseReturnValue:
    organisation, venue = _venue_of(organisation_id, venue_id)
    form = MoveForm()
    elsewhere = _elsewhere(form, organisation)
    answer = (
        None
        if elsewhere
        else made(
            form,
            lambda: actions.move_venue(organisation, venue, form.place(), form.started_on.data, signed_in()),
            "Move recorded",
            details_of(organisation_id, WHERE),
        )
    )
    guests = guests_of(organisation_id)
    return answer or _ask_where(organisation, form, "Record that the group moved", elsewhere, guests=guests)


@organisations.route("/organisations/<int:organisation_id>/venues/<int:venue_id>/end", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def end_venue(organisation_id: int, venue_id: int) -> ResponseReturnValue:
    organisation, venue = _venue_of(organisation_id, venue_id)
    form = EndForm()
    answer = saved(
        form,
        lambda: actions.end_venue(organisation, venue, form.ended_on.data, signed_in()),
        "Place ended",
        details_of(organisation_id, WHERE),
    )
    return answer or ask(
        organisation, form, "Record that the group left this place", part=WHERE, guests=guests_of(organisation_id)
    )


def _venue_of(organisation_id: int, venue_id: int) -> tuple[Organisation, Venue]:
    """A home in another area is not there for whoever may not see it."""
    reach = reach_of(signed_in(), Permission.CORE_EDIT)
    return organisation_with_areas(organisation_id), queries.venue(organisation_id, venue_id, reach)


def _elsewhere(form: Any, organisation: Organisation) -> Area | None:
    """The area of the postcode, if the group is not in it and the person has not said that it is right."""
    if not form.is_submitted() or form.is_elsewhere.data:
        return None
    try:
        place = actions.place_of(form.postcode.data)
    except RuleBroken:
        return None
    is_known = place is None or any(link.area_id == place.area_id and not link.ended_on for link in organisation.areas)
    return None if is_known or place is None else groups.area(place.area_id)


def _ask_where(organisation: Organisation, form: Any, heading: str, elsewhere: Area | None, **more: Any) -> str:
    return render_template(
        "organisations/venue.html",
        organisation=organisation,
        form=form,
        heading=heading,
        elsewhere=elsewhere,
        back_href=details_of(organisation.id, WHERE),
        **more,
    )


@organisations.route("/organisations/<int:organisation_id>/areas/new", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def new_area(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    there = {link.area_id for link in organisation.areas if link.ended_on is None}
    offered = {area.id: area for area in areas_by_name() if area.id not in there}
    form = NewAreaForm(data={"started_on": clock.today()})
    form.area_id.choices = [(area.id, area.name) for area in offered.values()]
    answer = made(
        form,
        lambda: actions.add_area(organisation, offered[form.area_id.data], form.started_on.data, signed_in()),
        "Area added. Its staff now see this group",
        details_of(organisation_id, WHERE),
    )
    return answer or ask(organisation, form, "Add another area of this group", part=WHERE)


def may_end(organisation: Organisation, link: OrganisationArea) -> bool:
    """The staff of an area say that a group left it, or those of the area that leads: it is gone from sight then."""
    reach = reach_of(signed_in(), Permission.CORE_EDIT)
    return reach.everywhere or not reach.areas.isdisjoint((link.area_id, organisation.lead_area_id))


def may_name_adviser(link: OrganisationArea) -> bool:
    """The staff of an area say which of them looks after the group there."""
    reach = reach_of(signed_in(), Permission.CORE_EDIT)
    return link.ended_on is None and (reach.everywhere or link.area_id in reach.areas)


def may_hand_over(organisation: Organisation) -> bool:
    """The lead is given by the area that has it, not taken by another; there has to be another to give it to."""
    reach = reach_of(signed_in(), Permission.HAND_OVER)
    others = any(link.ended_on is None and link.area_id != organisation.lead_area_id for link in organisation.areas)
    return others and (reach.everywhere or organisation.lead_area_id in reach.areas)


@organisations.route("/organisations/<int:organisation_id>/areas/<int:link_id>/end", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def end_area(organisation_id: int, link_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    link = queries.area_link(organisation_id, link_id)
    if not may_end(organisation, link):
        abort(404)
    form = EndForm()
    name = link.area.name
    reach = reach_of(signed_in(), Permission.CORE_VIEW)
    rest = {other.area_id for other in organisation.areas if other.ended_on is None and other.id != link.id}
    stays = reach.everywhere or bool(rest & reach.areas)
    answer = saved(
        form,
        lambda: actions.end_area(organisation, link, form.ended_on.data, signed_in()),
        f"The group is no longer in {name}",
        details_of(organisation_id, WHERE) if stays else url_for("organisations.index"),
    )
    return answer or ask(organisation, form, f"Record that the group left {name}", part=WHERE)


@organisations.route("/organisations/<int:organisation_id>/areas/<int:link_id>/adviser", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def name_adviser(organisation_id: int, link_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    link = queries.area_link(organisation_id, link_id)
    if not may_name_adviser(link):
        abort(404)
    today = [(link.adviser.id, link.adviser.name)] if link.adviser else []
    choices = {"adviser_id": sorted({*colleagues([link.area_id]), *today}, key=lambda one: one[1].casefold())}
    form = AdviserForm(organisation, lambda group: {"adviser_id": link.adviser_id}, choices)
    answer = saved(
        form,
        lambda: actions.name_adviser(organisation, link, form.adviser_id.data or None, signed_in()),
        f"Adviser in {link.area.name} changed",
        details_of(organisation_id, WHERE),
    )
    return answer or ask(organisation, form, f"Name the adviser in {link.area.name}", part=WHERE)


@organisations.route("/organisations/<int:organisation_id>/lead", methods=["GET", "POST"])
@requires(Permission.HAND_OVER)
def hand_over(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    if not may_hand_over(organisation):
        abort(404)
    links = {link.area_id: link for link in organisation.areas if link.ended_on is None}
    choices = {"area_id": [(link.area_id, link.area.name) for link in links.values()]}
    form = HandOverForm(organisation, lambda group: {"area_id": group.lead_area_id}, choices)
    answer = saved(
        form,
        lambda: actions.hand_over(organisation, links[form.area_id.data], signed_in()),
        "Lead area changed",
        details_of(organisation_id, WHERE),
    )
    return answer or ask(organisation, form, "Hand over the lead area", part=WHERE)
