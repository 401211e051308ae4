"""What is asked of people and of what they do in a group."""

from typing import Any

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
    YesNo,
    choices_of,
)
from crm.core.forms import Form
from crm.people.models import Channel, Frequency, Person, Role, RoleClass, TalksTo, Task
from crm.people.rules import Details, Duties, RoleFacts

USUAL = "usual"
USUAL_HINT = "Teachers, youth workers, helpers: weekly. Leads manage. Anybody not named here: no work with children"
CIRCUMSTANCES = (
    ("overnight", "Is with children overnight, at any time between 2am and 6am"),
    ("personal_care", "Gives personal care, such as washing, feeding or toileting"),
    ("supervised", "Is always supervised by somebody who is checked"),
)
TASKS = {task.value: task for task in Task}
TASK_CHOICES = {"task": choices_of(Task)}
HOW_OFTEN = "Select how often they do this"


class RoleForm(Form):
    """The part that a new role and a changed one share."""

    title = TextField("What does the group call the role?", hint="Optional. For example imam, Sunday school teacher")
    task = RadiosField("What do they do with children?", required="Select what they do with children")
    frequency = RadiosField("How often?", choices=Frequency)
    circumstances = CheckboxesField("Does any of this apply?", choices=CIRCUMSTANCES)
    driving_frequency = RadiosField("How often do they drive?", choices=Frequency)
    is_paid = TickBox("It is a paid role")
    started_on = DateField("When did they start?", hint="Leave it empty if nobody knows", called="The start date")

    def validate(self, extra_validators: Any = None) -> bool:
        """How often is asked only where it decides the level of the check."""
        is_valid = bool(super().validate(extra_validators))
        asked = {Task.WORKS_WITH_CHILDREN: self.frequency, Task.DRIVES_CHILDREN: self.driving_frequency}
        for task, field in asked.items():
            if self.task.data == task.value and field.data is None:
                field.errors = [*field.errors, HOW_OFTEN]
                is_valid = False
        return is_valid

    def duties(self) -> Duties | None:
        if self.task.data == USUAL:
            return None
        task = TASKS[self.task.data]
        said = self.circumstances.data or ()
        return Duties(
            task,
            self.driving_frequency.data if task is Task.DRIVES_CHILDREN else self.frequency.data,
            *(name in said for name, _ in CIRCUMSTANCES),
        )

    def facts(self, role_class: RoleClass) -> RoleFacts:
        return RoleFacts(role_class, self.title.data, self.duties(), self.is_paid.data, self.started_on.data)


class NewPersonForm(RoleForm):
    """Somebody new, or somebody who is known at another group; `known` is asked once there are people of that name."""

    name = TextField("What is their name?", required="Enter their name", called="The name", autocomplete="off")
    known = RadiosField("Is it one of these people?", coerce=str)
    role_class = RadiosField("What is their role?", choices=RoleClass, required="Select their role")
    hands_over = TickBox("They take over from the designated lead of today, whose role ends on the day this one starts")
    phone = TextField("Phone number", hint="Optional", autocomplete="off", inputmode="tel", called="The phone number")
    email = TextField("Email address", hint="Optional", autocomplete="off", inputmode="email", called="The address")
    submission_key = HiddenField()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.task.choices = [(USUAL, "What is usual for this role", USUAL_HINT), *choices_of(Task)]


class ChangeRoleForm(RoleForm, EditForm):
    """With `values_of_role`, and `TASK_CHOICES` for the task."""


class EndRoleForm(Form):
    ended_on = DateField("When did the role end?", required="Enter the date the role ended", called="The end date")


class PersonForm(EditForm):
    """With `values_of_person`."""

    name = TextField("Name", required="Enter their name", called="The name", autocomplete="off")
    phone = TextField("Phone number", hint="Optional", autocomplete="off", inputmode="tel", called="The phone number")
    email = TextField("Email address", hint="Optional", autocomplete="off", inputmode="email", called="The address")
    channel = SelectField("How do they like to be reached? (optional)", choices=Channel, blank="Not known")
    best_time = TextField(
        "When are they best reached? (optional)",
        hint="For example: after evening prayers, not on Fridays",
        max_length=200,
        called="The time",
    )
    language_id = SelectField("Which language do they like to talk in? (optional)", coerce=int, blank="Not known")
    needs_interpreter = YesNo("Do they need an interpreter? (optional)")
    talks_to = RadiosField(
        "Would they rather talk to a woman or a man? (optional)", hint="Only what they have said", choices=TalksTo
    )
    contact_note = TextArea(
        "What else should be known before contacting them?",
        hint="Optional. Do not name children or write about a concern",
        max_length=500,
        rows=2,
        called="The note",
    )

    def details(self) -> Details:
        return Details(**{name: self[name].data for name in Details.__dataclass_fields__})


def values_of_person(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in Details.__dataclass_fields__}


def values_of_role(role: Role) -> dict[str, Any]:
    return {
        "title": role.title,
        "task": role.task.value,
        "frequency": role.frequency,
        "driving_frequency": role.frequency,
        "circumstances": [name for name, _ in CIRCUMSTANCES if getattr(role, name)],
        "is_paid": role.is_paid,
        "started_on": role.started_on,
    }
