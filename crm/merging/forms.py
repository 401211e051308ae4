from collections.abc import Iterable
from typing import Any

from crm.core.fields import HiddenField, RadiosField, TextField
from crm.core.forms import Filters, Form
from crm.merging.fields import OF_GROUP, OF_PERSON, Field
from crm.merging.rules import OTHER, THIS
from crm.organisations.models import Organisation
from crm.people.models import Person

STALE = "Someone else changed one of the two since you opened this page. Check the answers, then merge them again"
THIS_ONE = "In the record that stays"
OTHER_ONE = "In the other record"


def _choose(question: str) -> RadiosField:
    return RadiosField(question, required="Select which of the two is right", classes="app-side-by-side")


class MergeForm(Form):
    """Asks only about what the two records do not agree on."""

    version = HiddenField(coerce=int)
    other_version = HiddenField(coerce=int)

    def __init__(self, kept: Any, gone: Any, every: Iterable[Field], asked: list[Field]) -> None:
        usual: dict[str, Any] = {field.name: field.usual(kept, gone) for field in asked}
        super().__init__(data=usual | {"lead": THIS})
        self._versions = (kept.version_id, gone.version_id)
        for field in every:
            if field in asked:
                self._offer(field.name, field.said(kept), field.said(gone))
            else:
                del self[field.name]
        if not self.is_submitted():
            self._follow()

    def _offer(self, name: str, this: str, other: str) -> None:
        self[name].choices = [(THIS, this, THIS_ONE), (OTHER, other, OTHER_ONE)]

    def _follow(self) -> None:
        self.version.data, self.other_version.data = self._versions

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if (self.version.data, self.other_version.data) == self._versions:
            return is_valid
        self._follow()
        self.form_errors.append(STALE)
        return False

    def chosen(self) -> dict[str, str]:
        return {field.name: field.data for field in self.shown_fields()}


class GroupMergeForm(MergeForm):
    """`lead` is who is the designated safeguarding lead."""

    name = _choose("Which name is right?")
    kind = _choose("What kind of group is it?")
    faith = _choose("What is its faith?")
    lead_area = _choose("Which area leads?")
    lead = _choose("Who is the designated safeguarding lead?")
    charity = _choose("Is it a charity?")
    phone = _choose("Which phone number is right?")
    email = _choose("Which email address is right?")
    website = _choose("Which website is right?")
    contact_note = _choose("What to know before contacting it?")
    closed = _choose("Does it still meet?")

    def __init__(self, kept: Organisation, gone: Organisation, asked: list[Field], leads: dict[int, Any]) -> None:
        """`leads` is by the group's id: who is its lead, with `person_id` and `name`."""
        super().__init__(kept, gone, OF_GROUP, asked)
        if len({one.person_id for one in leads.values()}) == 2:
            self._offer("lead", leads[kept.id].name, leads[gone.id].name)
        else:
            del self["lead"]


class PersonSearch(Filters):
    q = TextField("What is the other record called?", hint="Any part of the name")


class PersonMergeForm(MergeForm):
    name = _choose("Which name is right?")
    phone = _choose("Which phone number is right?")
    email = _choose("Which email address is right?")
    channel = _choose("How do they like to be reached?")
    language = _choose("Which language do they like to talk in?")
    needs_interpreter = _choose("Do they need an interpreter?")
    talks_to = _choose("Would they rather talk to a woman or a man?")
    best_time = _choose("When are they best reached?")
    contact_note = _choose("What else should be known before contacting them?")

    def __init__(self, kept: Person, gone: Person, asked: list[Field]) -> None:
        super().__init__(kept, gone, OF_PERSON, asked)
