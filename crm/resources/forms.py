from typing import Any

from crm.core.editing import EditForm
from crm.core.fields import CheckboxesField, DateField, HiddenField, SelectField, TextArea, TextField, TickBox
from crm.core.forms import Filters, Form
from crm.resources.models import Resource, ResourceKind, SafeguardingTopic
from crm.resources.queries import Wanted
from crm.resources.rules import Facts

# The area of a resource that is for all of them.
EVERY_AREA = "all"


class ResourceFilters(Filters):
    q = TextField("Name", max_length=100, autocomplete="off")
    area = SelectField("Area", blank="All your areas")
    language = SelectField("Language", coerce=int, blank="All languages")
    topic = SelectField("Topic", choices=SafeguardingTopic, blank="All topics")
    kind = SelectField("Kind", choices=ResourceKind, blank="All kinds")
    retired = TickBox("Retired ones")

    def wanted(self, area_id: int | None) -> Wanted:
        return Wanted(
            self.q.data or "",
            area_id,
            self.language.data,
            self.topic.data,
            self.kind.data,
            retired=self.retired.data,
        )


class _Resource(Form):
    name = TextField("What is it called?", required="Enter what it is called", called="The name", max_length=200)
    kind = SelectField("What is it?", choices=ResourceKind, blank="Choose one", required="Select what it is")
    language = SelectField(
        "Which language is it in?", coerce=int, blank="Choose one", required="Select the language it is in"
    )
    topics = CheckboxesField(
        "What is it about? (optional)", choices=SafeguardingTopic, classes="govuk-checkboxes--small"
    )
    audience = TextField(
        "Whom is it for? (optional)", hint="For example: parents, or madrasa teachers", called="Whom it is for"
    )
    publisher = TextField("Who publishes it? (optional)", called="The publisher", max_length=200)
    web = TextField(
        "Where is it on the web? (optional)", inputmode="url", autocomplete="off", called="The address", max_length=500
    )
    note = TextArea(
        "Where else can colleagues get it? (optional)",
        hint="For example: in the cupboard on the second floor",
        called="The note",
        max_length=500,
        rows=3,
    )
    review_due_on = DateField(
        "When should somebody check that it is still right? (optional)",
        hint="Usually a year from the day that somebody last read it",
        called="The day to check it",
    )

    def facts(self) -> Facts:
        same = ("name", "kind", "topics", "audience", "publisher", "web", "note", "review_due_on")
        return Facts(**{name: self[name].data for name in same}, language_id=self.language.data)


class NewResourceForm(_Resource):
    area = SelectField("Which area keeps it?", blank="Choose one", required="Select which area keeps it")
    submission_key = HiddenField()


class ResourceForm(_Resource, EditForm):
    """With `values_of_resource`, and the languages to choose from."""


def values_of_resource(resource: Resource) -> dict[str, Any]:
    same = ("name", "kind", "audience", "publisher", "web", "note", "review_due_on")
    values = {name: getattr(resource, name) for name in same}
    return {**values, "language": resource.language_id, "topics": [row.topic for row in resource.topics]}
