from typing import Any

from crm.core.fields import HiddenField, RadiosField
from crm.core.forms import Form
from crm.merging.fields import FIELDS, Field
from crm.merging.rules import OTHER, THIS
from crm.organisations.models import Organisation

STALE = "Someone else changed one of the two since you opened this page. Check the answers, then merge them again"


def _choose(question: str) -> RadiosField:
    return RadiosField(question, required="Select which of the two is right", classes="app-side-by-side")


class MergeForm(Form):
    """Asks only about what the two records do not agree on; `lead` is who is the designated safeguarding lead."""

    version = HiddenField(coerce=int)
    other_version = HiddenField(coerce=int)
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
        usual: dict[str, Any] = {field.name: field.usual(kept, gone) for field in asked}
        super().__init__(data=usual | {"lead": THIS})
        self._versions = (kept.version_id, gone.version_id)
        for field in FIELDS:
            if field in asked:
                self[field.name].choices = [(THIS, field.said(kept), THIS_ONE), (OTHER, field.said(gone), OTHER_ONE)]
            else:
                del self[field.name]
        if len({one.person_id for one in leads.values()}) == 2:
            self.lead.choices = [(THIS, leads[kept.id].name, THIS_ONE), (OTHER, leads[gone.id].name, OTHER_ONE)]
        else:
            del self["lead"]
        if not self.is_submitted():
            self._follow()

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


THIS_ONE = "In the record that stays"
OTHER_ONE = "In the other record"
