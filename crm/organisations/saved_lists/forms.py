from typing import Any

from crm.core.editing import EditForm
from crm.core.fields import SelectField, TextField
from crm.core.forms import Form
from crm.organisations.forms.groups import NewForm
from crm.organisations.saved_lists.models import SavedList

ONLY_ME = "Only me"


class _ListForm(Form):
    name = TextField(
        "What should the list be called?",
        hint="For example: Sunday schools to visit this term",
        required="Enter a name for the list",
        called="The name",
        max_length=60,
        autocomplete="off",
    )
    area_id = SelectField(
        "Who can use it?",
        hint="Everybody sees the groups of their own areas only",
        coerce=int,
        blank=ONLY_ME,
    )


class NewListForm(_ListForm, NewForm):
    pass


class ListForm(_ListForm, EditForm):
    pass


def list_values(saved: SavedList) -> dict[str, Any]:
    return {"name": saved.name, "area_id": saved.area_id}
