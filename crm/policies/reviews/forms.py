from collections.abc import Mapping
from typing import Any

from crm.child_guard.forms import GuardedForm
from crm.core.editing import EditForm
from crm.core.fields import RadiosField, TextArea, TextField
from crm.policies.reviews.models import Met, Outcome, Point, PolicyReview
from crm.policies.reviews.rules import MAY_NOT_APPLY, Finding, Findings

LATER = "later"
NO_CHILDREN = "Do not write names or details of any child"
ANSWERS = (
    (LATER, "Nothing yet: I go on later"),
    (Outcome.RETURNED.value, "Return it with these comments"),
    (Outcome.LOOKED_AT.value, "Seen, and ready to adopt"),
)


def _asked_of(point: Point) -> dict[str, Any]:
    """The questions on one point; that it does not apply is offered for few."""
    may_not_apply = point in MAY_NOT_APPLY
    choices = [(met.value, met.label) for met in Met if met is not Met.NOT_APPLICABLE or may_not_apply]
    hint = "For example, page 3, section 2" if point is Point.WORRIED else None
    look = "govuk-radios--small" + ("" if may_not_apply else " govuk-radios--inline")
    called = f"of point {point.number}"
    return {
        f"{point.value}_met": RadiosField(f"{point.number}. {point.label}", choices=choices, coerce=Met, classes=look),
        f"{point.value}_reason": TextField("Why does it not apply?", max_length=300, called=f"The reason {called}"),
        f"{point.value}_evidence": TextField(
            f"Point {point.number}: where in the text?", max_length=200, called=f"The place {called}", hint=hint
        ),
        f"{point.value}_comment": TextArea(
            f"Point {point.number}: comment for the group", max_length=1_000, rows=2, called=f"The comment {called}"
        ),
    }


class AnswerForm(GuardedForm, EditForm):
    """For policies without a checklist; with `values_of`."""

    guarded: tuple[str, ...] = ("comment",)
    comment = TextArea("Anything else for the group", hint=NO_CHILDREN, max_length=2_000, rows=4, called="The comment")
    outcome = RadiosField("What do you answer?", choices=ANSWERS, required="Select what you answer")

    def findings(self) -> Findings:
        return {}


class _ChecklistForm(AnswerForm):
    guarded = ("comment", *(f"{point.value}_{name}" for point in Point for name in ("reason", "evidence", "comment")))

    def findings(self) -> Findings:
        return {point: Finding(*(self[f"{point.value}_{name}"].data for name in Finding._fields)) for point in Point}


ChecklistForm: type[_ChecklistForm] = type(
    "ChecklistForm", (_ChecklistForm,), {name: field for point in Point for name, field in _asked_of(point).items()}
)


def values_of(review: PolicyReview, findings: Findings) -> Mapping[str, Any]:
    """What each field says; the answer is always asked."""
    said = {
        f"{point.value}_{name}": value
        for point, finding in findings.items()
        for name, value in finding._asdict().items()
    }
    return said | {"comment": review.comment}
