from crm.child_guard.forms import GuardedForm
from crm.core.fields import (
    CheckboxesField,
    DateField,
    HiddenField,
    IntegerField,
    RadiosField,
    SelectField,
    TextArea,
    TextField,
)
from crm.core.forms import Filters
from crm.sweeps.models import Way
from crm.sweeps.rules import Facts

WHOLE, SOME = "whole", "some"


class AreaFilter(Filters):
    area = SelectField("Area", blank=None)


class SweepForm(GuardedForm):
    """In an area without wards the view takes away `where` and `wards`."""

    guarded = ("note", "looked_by")
    swept_on = DateField("When did someone look?", required="Enter when someone looked", called="The day")
    way = RadiosField("How did they look?", choices=Way, required="Select how they looked")
    where = RadiosField("Where did they look?", required="Select where they looked")
    wards = CheckboxesField("Which wards?", choices=(), coerce=int, classes="govuk-checkboxes--small")
    looked_by = TextField("Who looked?", required="Enter who looked", called="The name", max_length=200)
    groups_found = IntegerField(
        "How many groups did they find that were not known yet? (optional)",
        hint="In the one ward, or in the whole area",
        most=9999,
        called="The number of groups",
    )
    note = TextArea(
        "What did they see, and what is still to be looked at? (optional)",
        hint="Do not name children, or people in their homes",
        max_length=2000,
        rows=4,
        called="The note",
    )
    submission_key = HiddenField()

    @property
    def is_of_wards(self) -> bool:
        return "where" in self and self.where.data == SOME

    @property
    def ward_ids(self) -> list[int]:
        return self.wards.data if self.is_of_wards else []

    def facts(self) -> Facts:
        said = {name: self[name].data for name in ("swept_on", "way", "looked_by", "groups_found", "note")}
        return Facts(**said, ward_ids=self.ward_ids)

    def validate(self, extra_validators: object = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if self.is_of_wards and not self.ward_ids and not self.wards.errors:
            self.wards.errors = ["Select the wards where they looked"]
            return False
        return is_valid
