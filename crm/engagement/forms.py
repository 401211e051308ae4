"""What is asked about an activity. The usual answers stand first; everything that can wait is folded away."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from dateutil.relativedelta import relativedelta

from crm.child_guard.forms import GuardedForm
from crm.core.editing import EditForm
from crm.core.fields import (
    CheckboxesField,
    DateField,
    HiddenField,
    RadiosField,
    SelectField,
    TextArea,
    TextField,
    TickBox,
    TimeField,
)
from crm.core.forms import Filters, Form
from crm.core.typed import row_number
from crm.engagement.models import Activity, BarrierKind, FollowUp, Method, Offer, Outcome, Topic
from crm.engagement.queries import Parts
from crm.engagement.requests.models import Information
from crm.organisations.forms.finding import GroupNameField
from crm.organisations.forms.groups import NewForm
from crm.organisations.kinds import Stage

USUAL_METHODS = (Method.VISIT_OWN_VENUE, Method.SERVICE_TIME_VISIT, Method.PHONE, Method.EMAIL, Method.LETTER)
USUAL_OUTCOMES = (
    Outcome.MET,
    Outcome.MEETING_AGREED,
    Outcome.INFO_SENT,
    Outcome.LEFT_MESSAGE,
    Outcome.NO_REPLY,
    Outcome.GROUP_NO_SHOW,
    Outcome.LETTER_RETURNED_GONE,
)
SAME_CONTACT, OTHER_CONTACT, NO_CONTACT = "same", "other", "none"
AGAIN = (
    ("no", "No follow-up"),
    ("week", "In a week"),
    ("month", "In a month"),
    ("quarter", "In three months"),
    ("date", "On another date"),
)
SPANS = {"week": relativedelta(weeks=1), "month": relativedelta(months=1), "quarter": relativedelta(months=3)}
NO_CHILDREN_NAMED = "Do not write names or details of any child"


class HappeningForm(GuardedForm):
    """What a new activity and a changed one share."""

    guarded: tuple[str, ...] = ("note", "met_whom")
    method = RadiosField("What did you do?", choices=Method, required="Select what you did")
    outcome = RadiosField("What came of it?", choices=Outcome, required="Select what came of it")
    happened_on = DateField("When was it?", required="Enter the date", called="The date")
    started_at = TimeField("What time did it start?", hint="Optional. For example 2:30pm")
    note = TextArea("What was said?", hint=NO_CHILDREN_NAMED, max_length=2000, counts=True, rows=4, called="The note")
    people = CheckboxesField("Who of the group was there?", coerce=int)
    met_whom = TextField(
        "Anybody else?", hint="Names or roles, for example a trustee and two teachers", called="Who else was there"
    )
    staff = CheckboxesField("Which colleagues were there?", coerce=int)
    topics = CheckboxesField("Which issues did they raise?", choices=Topic)
    asked = CheckboxesField("What did they ask to be told about?", choices=Information)
    offers_accepted = CheckboxesField("Which offers did they take up?", choices=Offer)
    offers_made = CheckboxesField("What else did you offer?", choices=Offer)
    resources = CheckboxesField("Which resources did you give them?", coerce=int)

    def split(self, name: str, usual: Collection[Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The answers of a question that are shown at once, and the others, which stand folded below."""
        field = self[name]
        items = field.items(field.chosen(), {})
        values = [str(value.value) for value in usual]
        shown = sorted(
            (item for item in items if item["value"] in values), key=lambda item: values.index(item["value"])
        )
        return shown, [item for item in items if item["value"] not in values]

    def methods(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        return self.split("method", USUAL_METHODS)

    def outcomes(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        return self.split("outcome", USUAL_OUTCOMES)


class ActivityForm(HappeningForm):
    guarded = ("note", "met_whom", "follow_up_what", "told")
    told = TextField(
        "What did you tell them, or where did you point them to?",
        hint="Leave it empty if you still owe them an answer. It then waits in the list of requests",
        called="What you told them",
        max_length=500,
    )
    area = RadiosField("Which area is it for?", coerce=int, required="Select which area it is for")
    meeting_on = DateField("When is the meeting?", called="The date of the meeting")
    meeting_at = TimeField("At what time?", hint="Leave it empty if it is still open")
    contact = RadiosField("Who is their safeguarding contact?")
    contact_name = TextField("What is their name?", called="The name", autocomplete="off")
    again = RadiosField("When will we be back in touch?", choices=AGAIN)
    follow_up_on = DateField("On which date?", called="The date of the follow-up")
    follow_up_what = TextField("What is to be done?", called="What is to be done", max_length=500)
    owner = SelectField("Who will do it?", coerce=int, blank=None)
    shared_with = CheckboxesField(
        "Which other areas may read this?",
        coerce=int,
        hint="They read the kind, the date, the outcome and the note. They do not see follow-ups",
    )
    barrier = SelectField("What stands most in the way of working together?", choices=BarrierKind, blank="Nothing new")
    more_groups = TickBox("Another group was there too", hint="You say which one after saving")
    more_resources = TickBox("Something else was given", hint="You say what after saving")
    visit = HiddenField(coerce=row_number)
    submission_key = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        for asks, field, message in (
            (self.again.data == "date", self.follow_up_on, "Enter the date of the follow-up"),
            (self.contact.data == OTHER_CONTACT, self.contact_name, "Enter the name of their safeguarding contact"),
        ):
            if asks and field.is_blank() and not field.errors:
                field.errors = [message]
                is_valid = False
        return is_valid

    def due_on(self) -> dt.date | None:
        """Counted from the day of the contact."""
        if self.again.data in SPANS:
            return self.happened_on.data + SPANS[self.again.data]  # type: ignore[no-any-return]
        return self.follow_up_on.data if self.again.data == "date" else None


class MeetingForm(GuardedForm, NewForm):
    """A meeting of a forum; the members and people to choose from come from the view."""

    guarded = ("note", "met_whom")
    happened_on = DateField("When was the meeting?", required="Enter the date of the meeting", called="The date")
    present = CheckboxesField("Which members were there?", coerce=int, classes="govuk-checkboxes--small")
    people = CheckboxesField("Who of the forum’s own people was there?", coerce=int, classes="govuk-checkboxes--small")
    met_whom = TextField("Anybody else? (optional)", hint="Names or roles", called="Who else was there")
    note = TextArea(
        "What was said? (optional)", hint=NO_CHILDREN_NAMED, max_length=2000, counts=True, rows=4, called="The note"
    )


class PresentForm(Form):
    present = CheckboxesField("Which members were there?", coerce=int, classes="govuk-checkboxes--small")


class ChangeActivityForm(HappeningForm, EditForm):
    """With `values_of_activity`, and the people and colleagues to choose from."""


class FollowUpForm(GuardedForm, EditForm):
    """With `values_of_follow_up`, and the colleagues to choose from."""

    guarded = ("what",)
    what = TextField(
        "What is to be done?", required="Enter what is to be done", called="What is to be done", max_length=500
    )
    due_on = DateField("By when?", required="Enter the date", called="The date")
    owner = SelectField("Who will do it?", coerce=int, blank=None, required="Select who will do it")


class GroupThere(Filters):
    q = GroupNameField("Which other group was there?")


class LetterForm(GuardedForm, NewForm):
    guarded = ("note",)
    happened_on = DateField("When did the letter come back?", required="Enter when the letter came back")
    note = TextField("What does it say, or what did you find out? (optional)", max_length=500, called="The note")


class StageForm(GuardedForm):
    guarded = ("reason",)
    barriers = CheckboxesField("What stands in the way of working together?", choices=BarrierKind)
    area = RadiosField("Which area is it for?", coerce=int)
    stage = RadiosField("What do you want to say?", required="Select what you want to say")
    recontact_on = DateField(
        "When should we ask again?", hint="Leave it empty for six months from today", called="The date to ask again"
    )
    reason = TextArea(
        "Why?", hint=NO_CHILDREN_NAMED, required="Enter the reason", max_length=500, rows=3, called="The reason"
    )


STAGE_WORDS = {
    Stage.NOT_FOUND: "We cannot find this group",
    Stage.DECLINED: "They say no for now",
    Stage.IDENTIFIED: "There is a new address or number: start again",
}


def values_of_activity(activity: Activity, parts: Parts) -> dict[str, Any]:
    return {
        "method": activity.method,
        "outcome": activity.outcome,
        "happened_on": activity.happened_on,
        "started_at": activity.started_at,
        "note": activity.note,
        "met_whom": activity.met_whom,
        "people": [row.person_id for row in parts.people],
        "staff": [row.account_id for row in parts.staff],
        "topics": [row.topic for row in parts.requests if row.topic],
        "asked": [row.information for row in parts.requests if row.information],
        "offers_accepted": [row.offer for row in parts.offers if row.accepted],
        "offers_made": [row.offer for row in parts.offers if not row.accepted],
        "resources": [row.resource_id for row in parts.given],
    }


def values_of_follow_up(follow_up: FollowUp) -> dict[str, Any]:
    return {"what": follow_up.what, "due_on": follow_up.due_on, "owner": follow_up.owner_id}
