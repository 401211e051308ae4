"""Where a group is: venues and areas."""

from typing import Any

from crm.core.editing import EditForm
from crm.core.fields import DateField, SelectField, TextArea, TextField, TickBox
from crm.core.forms import Form
from crm.organisations.forms.groups import NewForm
from crm.organisations.kinds import Precision
from crm.organisations.models import Venue
from crm.organisations.rules import Address


class _Place(Form):
    """`is_elsewhere` is asked only when the postcode lies in an area that the group is not in."""

    address = TextArea("What is the address?", rows=3, max_length=500, called="The address")
    postcode = TextField("What is the postcode? (optional)", autocomplete="off", classes="govuk-input--width-10")
    is_home = TickBox(
        "This is somebody’s home", hint="Staff of other areas will see its ward or area only, and no map shows it"
    )
    is_elsewhere = TickBox("Yes, the postcode is right")

    def place(self) -> Address:
        return Address(self.address.data, self.postcode.data, self.is_home.data)


class NewVenueForm(_Place, NewForm):
    started_on = DateField("Since when does the group meet there? (optional)")


class MoveForm(_Place, NewForm):
    started_on = DateField("When did the group move there?", required="Enter when the group moved")


class VenueForm(_Place, EditForm):
    pass


def venue_values(venue: Venue) -> dict[str, Any]:
    return {
        "address": venue.address,
        "postcode": venue.postcode or "",
        "is_home": venue.precision is Precision.MASKED,
    }


class EndForm(Form):
    """Something that stops: a venue, an area, an activity, a relation."""

    ended_on = DateField("When did it end?", required="Enter when it ended")


class NewAreaForm(NewForm):
    area_id = SelectField("Which area is the group also in?", coerce=int, required="Select the area")
    started_on = DateField("Since when?", required="Enter since when")


class HandOverForm(EditForm):
    area_id = SelectField("Which area leads from now on?", coerce=int, required="Select the area", blank=None)


class AdviserForm(EditForm):
    adviser_id = SelectField("Who is the group's adviser in this area?", coerce=int, blank="Nobody yet")
