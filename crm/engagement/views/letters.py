"""A letter that came back from a place, and the place being confirmed again."""

from flask import abort, flash, redirect
from flask.typing import ResponseReturnValue

from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.child_guard.actions import record_kept
from crm.core import clock
from crm.engagement import actions
from crm.engagement.forms import LetterForm
from crm.engagement.models import Activity
from crm.engagement.queries import Footing
from crm.engagement.views.blueprint import engagement
from crm.engagement.views.recording import own_footings
from crm.extensions import db
from crm.organisations.models import Venue
from crm.organisations.queries import details, organisation_with_areas
from crm.organisations.views.saving import ask, details_of, made


@engagement.route("/organisations/<int:organisation_id>/venues/<int:venue_id>/letter-returned", methods=["GET", "POST"])
@requires(Permission.PRIVATE_EDIT)
def letter_returned(organisation_id: int, venue_id: int) -> ResponseReturnValue:
    form = LetterForm(data={"happened_on": clock.today()})
    mine = own_footings(organisation_id, to_change=form.is_submitted())[1]
    venue = _venue(organisation_id, venue_id)
    form.guard_area_id = _of_its_area(mine, venue).link.area_id

    def log() -> Activity:
        footing = _of_its_area(mine, venue)
        on, note = form.happened_on.data, form.note.data
        activity = actions.letter_returned(footing, venue, on, note, signed_in()).activity
        record_kept(form.kept(), activity, organisation_id, signed_in())
        return activity

    said = "Logged. The place is in doubt until somebody has checked it, which is a follow-up now"
    answer = made(form, log, said, details_of(organisation_id, "places"))
    heading = "Record that a letter to this place came back"
    return answer or ask(organisation_with_areas(organisation_id), form, heading, "Save", part="places")


@engagement.route("/organisations/<int:organisation_id>/venues/<int:venue_id>/still-here", methods=["POST"])
@requires(Permission.PRIVATE_EDIT)
def still_here(organisation_id: int, venue_id: int) -> ResponseReturnValue:
    mine = own_footings(organisation_id, to_change=True)[1]
    venue = _venue(organisation_id, venue_id)
    actions.confirm_place(venue, {one.link.area_id for one in mine}, signed_in())
    db.session.commit()
    flash("Confirmed: the group is there. Nothing is left to check")
    return redirect(details_of(organisation_id, "places"), 303)


def _venue(organisation_id: int, venue_id: int) -> Venue:
    """A place that the group has left is not written to."""
    venue = details.venue(organisation_id, venue_id, reach_of(signed_in(), Permission.PRIVATE_EDIT))
    if venue.ended_on is not None:
        abort(404)
    return venue


def _of_its_area(mine: list[Footing], venue: Venue) -> Footing:
    return next((one for one in mine if one.link.area_id == venue.area_id), mine[0])
