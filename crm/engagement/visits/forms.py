from collections.abc import Sequence
from typing import Any

from wtforms import ValidationError

from crm.child_guard.forms import GuardedForm
from crm.core import clock
from crm.core.clock import LONDON
from crm.core.editing import EditForm
from crm.core.fields import (
    CheckboxesField,
    DateField,
    HiddenField,
    RadiosField,
    SelectField,
    TextArea,
    TextField,
    TimeField,
)
from crm.engagement.rules import FURTHEST
from crm.engagement.visits.clashes import Around, Slot, clashes, next_free
from crm.engagement.visits.models import PlannedVisit
from crm.engagement.visits.rules import USUAL_MINUTES, Plan
from crm.organisations.forms.groups import NewForm

NO_CHILDREN = "Do not write names or details of any child"
LENGTHS = (
    (30, "Half an hour"),
    (60, "An hour"),
    (90, "An hour and a half"),
    (120, "2 hours"),
    (180, "3 hours"),
    (240, "Half a day"),
    (480, "A day"),
)


class VisitForm(GuardedForm):
    """What a new visit and a changed one share; owners, companions, venues and watchers come from the view.

    A slot that clashes with something is held up once, with `clashes` to show and perhaps `free`; sent again as it
    is, `seen` says that the person has read that.
    """

    clashes: Sequence[str] = ()
    free: Slot | None = None
    seen = HiddenField()

    guarded = ("note", "place")
    planned_on = DateField("On which day?", required="Enter the day", called="The day")
    starts_at = TimeField("At what time?", hint="For example 7:30pm. Leave it empty if it is still open")
    minutes = SelectField("How long will it take?", coerce=int, choices=LENGTHS, default=USUAL_MINUTES, blank=None)
    venue = SelectField("Where?", coerce=int, blank="Somewhere else, or not known yet")
    place = TextField("If it is somewhere else, where?", max_length=200, called="The place")
    owner = SelectField("Who goes?", coerce=int, blank=None, required="Select who goes")
    companions = CheckboxesField("Who goes along?", coerce=int, classes="govuk-checkboxes--small")
    note = TextArea("What is it about?", hint=NO_CHILDREN, max_length=500, rows=2, called="The note")
    back_by = TimeField(
        "When do you expect to be back?",
        hint="We ask you then. Half an hour later your colleague is told",
        called="The time that you expect to be back",
    )
    watcher = SelectField("Which colleague should be told if you do not answer?", coerce=int, blank="Nobody")

    def validate_planned_on(self, field: DateField) -> None:
        """Before anything is looked up in the days around it."""
        today = clock.today()
        if field.data and not today - FURTHEST <= field.data <= today + FURTHEST:
            raise ValidationError("The day must be within two years")

    def take(self, slot: Slot) -> None:
        """In place of what was typed."""
        for field, value in ((self.planned_on, slot.on), (self.starts_at, slot.at)):
            field.data, field.raw_data, field.process_errors = value, None, []

    def slot(self) -> Slot:
        return Slot(self.planned_on.data, self.starts_at.data, self.minutes.data)

    def is_seen(self, around: Around) -> bool:
        slot = self.slot()
        found, shown = clashes(slot, around), f"{slot.on} {slot.at} {slot.minutes} {self.owner.data}"
        if not found or self.seen.data == shown:
            return True
        self.clashes, self.free, self.seen.data = found, next_free(slot, around), shown
        return False

    def plan(self) -> Plan:
        return Plan(
            self.owner.data,
            self.planned_on.data,
            self.starts_at.data,
            self.minutes.data,
            self.venue.data,
            "" if self.venue.data else self.place.data,
            self.note.data,
            self.companions.data,
            self.back_by.data,
            self.watcher.data,
        )


class NewVisitForm(VisitForm, NewForm):
    area = RadiosField("Which area is it for?", coerce=int, classes="govuk-radios--inline")


class ChangeVisitForm(VisitForm, EditForm):
    """With `values_of_visit`."""


class CallOffForm(GuardedForm):
    guarded = ("why",)
    why = TextField(
        "Why is it called off?",
        hint=f"For example: they moved house this week. {NO_CHILDREN}",
        required="Enter why it is called off",
        max_length=200,
        called="The reason",
    )


def values_of_visit(visit: PlannedVisit, companions: list[int]) -> dict[str, Any]:
    return {
        "planned_on": visit.planned_on,
        "starts_at": visit.starts_at,
        "minutes": visit.minutes,
        "venue": visit.venue_id,
        "place": visit.place,
        "owner": visit.owner_id,
        "companions": companions,
        "note": visit.note,
        "back_by": visit.back_by_at and visit.back_by_at.astimezone(LONDON).time(),
        "watcher": visit.watcher_id,
    }
