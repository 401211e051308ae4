from collections.abc import Iterable
from typing import Any

from crm.core.editing import EditForm
from crm.core.fields import (
    CheckboxesField,
    DateField,
    HiddenField,
    IntegerField,
    RadiosField,
    SelectField,
    TextField,
    TimeField,
)
from crm.core.forms import Filters, Form
from crm.organisations.forms.finding import GroupNameField
from crm.training.models import Access, AttendanceStatus, Audience, Plan, VenueKind

NOT_THERE = "Not at this session"


class AboutSession:
    course = SelectField("Which course is it?", coerce=int, required="Select the course")
    held_on = DateField(
        "On which day is it?",
        required="Enter the day of the session",
        hint="It may be past or planned. For example, 27 3 2026",
        called="The day of the session",
    )
    starts_at = TimeField("When does it begin? (optional)", hint="For example, 6:30pm")
    ends_at = TimeField("When does it end? (optional)", hint="For example, 9pm")
    venue_kind = SelectField("In what kind of place is it? (optional)", choices=VenueKind, blank="Not known yet")
    place = TextField("Where is it? (optional)", max_length=200, called="The place")
    area = SelectField("Which area holds it?", coerce=int, required="Select the area")
    capacity = IntegerField(
        "How many places are there? (optional)",
        hint="Leave it empty when there is no limit",
        least=1,
        most=5000,
        classes="govuk-input--width-4",
        called="The number of places",
    )
    plan = RadiosField(
        "Can groups book places?",
        choices=((Plan.PLANNED.value, "Not yet"), (Plan.OPEN.value, "Yes")),
        coerce=Plan,
        default=Plan.PLANNED,
    )
    language = SelectField("Which language is it in? (optional)", coerce=int, blank="Not known")
    other_language = SelectField("Is it also in another? (optional)", coerce=int, blank="No")
    interpreter = SelectField("Is there an interpreter, into which language? (optional)", coerce=int, blank="No")
    audience = RadiosField("Whom is it for?", choices=Audience, default=Audience.EVERYBODY)
    access = CheckboxesField("What is there for disabled people? (optional)", choices=Access)
    cost = IntegerField(
        "What does a place cost, in pounds? (optional)",
        hint="Leave it empty when it is free",
        least=0,
        most=1000,
        classes="govuk-input--width-4",
        called="The cost",
    )
    delivered_by = TextField("Who delivers it? (optional)", max_length=200, called="Who delivers it")
    jointly_with = TextField(
        "Who holds it with you? (optional)",
        hint="For example, the police or another area",
        max_length=200,
        called="Who holds it with you",
    )


class NewSessionForm(AboutSession, Form):
    submission_key = HiddenField()


class SessionForm(AboutSession, EditForm):
    pass


class FindGroup(Filters):
    q = GroupNameField("Which group were they from?")


class AttendanceForm(Form):
    """One question a person, made by `attendance_form`. `was` fields tell what the page showed."""

    def changed(self, person_ids: Iterable[int]) -> dict[int, AttendanceStatus]:
        """Only what this person answered differently, so that nobody else's answer is taken back."""
        return {
            person_id: self[_asked(person_id)].data
            for person_id in person_ids
            if self[_asked(person_id)].data and self[_asked(person_id)].data.value != self[_was(person_id)].data
        }


def attendance_form(people: dict[int, str], known: dict[int, AttendanceStatus]) -> AttendanceForm:
    """`people` are names by id; `known` is what is recorded of them so far."""
    asked: dict[str, Any] = {}
    said: dict[str, Any] = {}
    for person_id, name in people.items():
        blank = None if person_id in known else NOT_THERE
        asked[_asked(person_id)] = SelectField(
            name, choices=_choices(known.get(person_id)), coerce=AttendanceStatus, blank=blank
        )
        asked[_was(person_id)] = HiddenField()
        said[_asked(person_id)] = known.get(person_id)
        said[_was(person_id)] = known[person_id].value if person_id in known else ""
    made: AttendanceForm = type("AttendanceOfGroup", (AttendanceForm,), asked)(data=said)
    return made


def _choices(known: AttendanceStatus | None) -> list[tuple[str, str]]:
    """Nobody is put on the waiting list: whoever is booked waits there while there is no place."""
    offered = (one for one in AttendanceStatus if one is not AttendanceStatus.WAITLISTED or one is known)
    return [(one.value, one.label) for one in offered]


def _asked(person_id: int) -> str:
    return f"person_{person_id}"


def _was(person_id: int) -> str:
    return f"was_{person_id}"
