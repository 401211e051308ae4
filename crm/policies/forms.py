from typing import Any

from crm.core.editing import EditForm
from crm.core.fields import DateField, HiddenField, IntegerField, RadiosField, SelectField, YesNo
from crm.core.forms import Form
from crm.policies.models import PolicyKind
from crm.policies.rules import LONGEST_MONTHS, USUAL_MONTHS, Adoption

ADOPTED, BEING_WRITTEN = "adopted", "being_written"
NO_DAY = "Enter the day it was adopted"
NO_DAY_SEEN = "Enter the day you saw it"


class WhichPolicy:
    """Stands above the rest, because errors are listed in the order in which fields are made."""

    kind = SelectField("Which policy is it?", choices=PolicyKind, required="Select which policy it is")
    how_far = RadiosField(
        "How far is it?",
        choices=((ADOPTED, "The group has adopted it"), (BEING_WRITTEN, "It is being written")),
        required="Select how far the policy is",
    )


class AboutAdoption:
    """What is asked about an adopted policy, wherever it is asked. A mixin, as WTForms reads fields from any base."""

    adopted_on = DateField(
        "When did the group adopt or last review it?",
        required=NO_DAY,
        hint="The day on the document, or of the meeting. For example, 27 3 2026",
        called="The day it was adopted",
    )
    review_every_months = IntegerField(
        "How many months until its next review?",
        least=1,
        most=LONGEST_MONTHS,
        default=USUAL_MONTHS,
        required="Enter the number of months, for example 12",
        hint=f"Usually {USUAL_MONTHS}, at most {LONGEST_MONTHS}",
        called="The number of months",
    )
    has_seen = YesNo(
        "Have you seen it yourself?",
        required="Select yes if you have seen the policy",
        hint="Seeing it says nothing about its quality, and takes no responsibility from the group",
    )
    seen_on = DateField("When did you see it?", called="The day you saw it")


def adoption_in(form: Any) -> Adoption:
    return Adoption(
        form.adopted_on.data, form.review_every_months.data, form.seen_on.data if form.has_seen.data else None
    )


class RecordForm(WhichPolicy, AboutAdoption, Form):
    submission_key = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """The rest is asked only about an adopted policy."""
        if self.how_far.data != ADOPTED:
            for field in (self.adopted_on, self.review_every_months, self.has_seen):
                field.required = None
        _ask_when_seen(self)
        return bool(super().validate(extra_validators))


class ReviewForm(AboutAdoption, Form):
    submission_key = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        _ask_when_seen(self)
        return bool(super().validate(extra_validators))


class AdoptForm(AboutAdoption, EditForm):
    def validate(self, extra_validators: Any = None) -> bool:
        _ask_when_seen(self)
        return bool(super().validate(extra_validators))


class DatesForm(EditForm):
    adopted_on = DateField(
        "When did the group adopt or last review it?", required=NO_DAY, called="The day it was adopted"
    )
    review_every_months = IntegerField(
        "How many months until its next review?",
        least=1,
        most=LONGEST_MONTHS,
        required="Enter the number of months, for example 12",
        called="The number of months",
    )


class SeenForm(EditForm):
    seen_on = DateField("When did you see it?", required=NO_DAY_SEEN, called="The day you saw it")


class WithdrawForm(EditForm):
    withdrawn_on = DateField(
        "When did the group withdraw it?", required="Enter the day it was withdrawn", called="The day it was withdrawn"
    )


def _ask_when_seen(form: Any) -> None:
    if form.has_seen.data:
        form.seen_on.required = NO_DAY_SEEN
