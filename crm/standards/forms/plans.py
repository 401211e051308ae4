from typing import Any

from crm.child_guard.forms import GuardedForm
from crm.core.editing import EditForm
from crm.core.fields import DateField, TextArea, TextField
from crm.standards.models import PlanAction


class ActionForm(GuardedForm, EditForm):
    guarded = ("what", "owner")
    what = TextArea("What is to be done?", required="Enter what is to be done", max_length=600, rows=3, called="It")
    owner = TextField(
        "Who sees to it?",
        required="Enter who sees to it",
        hint="A name or a role in the group",
        max_length=100,
        called="The name",
        classes="govuk-input--width-20",
    )
    due_on = DateField("By when?", required="Enter the day by which it is done", called="The day")


def values_of(action: PlanAction) -> dict[str, Any]:
    return {"what": action.what, "owner": action.owner, "due_on": action.due_on}
