from collections.abc import Iterable, Mapping
from typing import Any

from crm.checks.batches.models import Batch, Result
from crm.checks.batches.queries import Turn
from crm.checks.batches.rules import Answer, Plan
from crm.checks.models import SentBackFor
from crm.checks.rules.steps import Line
from crm.core.editing import EditForm
from crm.core.fields import (
    CheckboxesField,
    Choice,
    DateField,
    HiddenField,
    IntegerField,
    RadiosField,
    SelectField,
    TextField,
    TickBox,
    TimeField,
)
from crm.core.forms import Filters, Form
from crm.organisations.forms.finding import GroupNameField


class AboutBatch:
    held_on = DateField("On which day is it?", required="Enter the day", hint="It may be past", called="The day")
    place = TextField(
        "Where do people come?",
        required="Enter where people come",
        max_length=200,
        called="The place",
        hint="A group’s own place is often best",
    )
    body = TextField(
        "Who looks at the documents?",
        required="Enter who looks at the documents",
        hint="The council, or the umbrella body that countersigns the applications",
        max_length=200,
        called="The name",
    )
    places = IntegerField(
        "How many people can come?",
        required="Enter how many people can come",
        least=1,
        most=200,
        default=12,
        called="The number of people",
    )
    starts_at = TimeField(
        "When is the first appointment? (optional)",
        hint="For example, 6:30pm. Leave it empty if people come when they can",
    )
    minutes_each = IntegerField(
        "How many minutes does each take? (optional)", least=5, most=120, called="The number of minutes"
    )


class NewBatchForm(AboutBatch, Form):
    area = SelectField("Which area holds it?", coerce=int, required="Select the area")
    submission_key = HiddenField()


class BatchForm(AboutBatch, EditForm):
    pass


class FindGroup(Filters):
    q = GroupNameField("Which group are they from?")


class PeopleForm(Form):
    """Choices are roles of one group, by id."""

    roles = CheckboxesField("Who comes?", choices=(), coerce=int, required="Select who comes")
    submission_key = HiddenField()


def choice_of(line: Line) -> Choice:
    role = line.role
    standing = line.state.label if line.state else "No check recorded"
    hint = standing if line.needs_check else f"{standing}. What they do needs no check"
    return Choice(str(role.id), f"{role.person.name}, {role.title or role.role_class.label}", hint)


class DayForm(Form):
    """Two questions a person, made by `day_form`."""

    are_sixteen = TickBox("Everybody who applied was 16 or over that day")

    def changed(self, turns: Iterable[Turn]) -> dict[int, Answer]:
        """What was answered differently from what is stored, by the id of the appointment."""
        return {
            turn.appointment_id: Answer(self[result_name(turn)].data, self[missing_name(turn)].data)
            for turn in turns
            if self[result_name(turn)].data not in (None, turn.result)
        }


def result_name(turn: Turn) -> str:
    return f"result_{turn.appointment_id}"


def missing_name(turn: Turn) -> str:
    return f"missing_{turn.appointment_id}"


def day_form(turns: Iterable[Turn]) -> DayForm:
    asked: dict[str, Any] = {}
    for turn in turns:
        asked[result_name(turn)] = RadiosField(f"{turn.person_name}, {turn.organisation_name}", choices=Result)
        asked[missing_name(turn)] = SelectField("What was missing?", choices=SentBackFor)
    made: DayForm = type("DayOfBatch", (DayForm,), asked)(data={result_name(turn): turn.result for turn in turns})
    return made


def plan_in(form: Any) -> Plan:
    return Plan(
        form.held_on.data,
        form.place.data,
        form.body.data,
        form.places.data,
        form.starts_at.data,
        form.minutes_each.data,
    )


def values_of(batch: Batch) -> Mapping[str, Any]:
    return {name: getattr(batch, name) for name in ("held_on", "place", "body", "places", "starts_at", "minutes_each")}
