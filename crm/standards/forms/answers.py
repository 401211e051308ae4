"""The questions of one section as a form, made for that section: three answers and more to each."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from crm.child_guard.forms import GuardedForm
from crm.core.editing import EditForm
from crm.core.errors import RuleBroken
from crm.core.fields import Choice, DateField, RadiosField, TextArea, TextField
from crm.standards.models import Answer, Criterion, Voice
from crm.standards.rules.colours import Given, Reply

LONGEST = 1_000
PARTS = ("reply", "reason", "evidence", "seen_on", "due_on", "comment")


class AnswersForm(GuardedForm, EditForm):
    criteria: ClassVar[Sequence[Criterion]] = ()

    def asked(self, criterion: Criterion, part: str) -> Any:
        """The field; None where this is not asked."""
        return self._fields.get(f"{part}_{criterion.id}")

    def given(self) -> dict[int, Given]:
        """By the criterion's id; what was left open is left out."""
        return {one.id: self._given_to(one) for one in self.criteria if self.asked(one, "reply").data}

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        for one in self.criteria:
            if not self.asked(one, "reply").data and any(self._data(one, part) for part in PARTS[1:]):
                self.asked(one, "reply").errors = ["Select an answer"]
                is_valid = False
        return is_valid

    def is_open(self, criterion: Criterion) -> bool:
        """Whether there is more to see than the answer itself."""
        fields = [field for part in PARTS[1:] if (field := self.asked(criterion, part))]
        return any(field.data or field.errors for field in fields)

    def show_at(self, criterion: Criterion, broken: RuleBroken) -> None:
        self.show(RuleBroken(broken.message, f"{broken.field}_{criterion.id}"))

    def _given_to(self, one: Criterion) -> Given:
        said = {part: self._data(one, part) for part in PARTS if self.asked(one, part)}
        return Given(**{part: value for part, value in said.items() if value is not None})

    def _data(self, one: Criterion, part: str) -> Any:
        field = self.asked(one, part)
        return field.data if field else None


def form_for(criteria: Sequence[Criterion], voice: Voice) -> Callable[..., AnswersForm]:
    fields = {
        f"{part}_{one.id}": field
        for one in criteria
        for part, field in (_of_adviser(one) if voice is Voice.ADVISER else _of_group(one)).items()
    }
    texts = tuple(name for name in fields if name.startswith(("reason_", "evidence_", "comment_")))
    return type("SectionForm", (AnswersForm,), {**fields, "criteria": criteria, "guarded": texts})


def values_of(criteria: Sequence[Criterion], answers: dict[tuple[int, Voice], Answer], voice: Voice) -> dict[str, Any]:
    """What is stored, by the names of the fields."""
    rows = {one.id: answers[one.id, voice] for one in criteria if (one.id, voice) in answers}
    return {f"{part}_{key}": getattr(row, part) for key, row in rows.items() for part in PARTS}


def _reply(one: Criterion) -> RadiosField:
    allowed = [reply for reply in Reply if reply is not Reply.NA or one.na_allowed]
    return RadiosField(
        f"{one.code}. {one.question}",
        choices=[Choice(reply.value, reply.label) for reply in allowed],
        coerce=Reply,
        hint=one.how_to_answer or None,
    )


def _of_group(one: Criterion) -> dict[str, Any]:
    reason = TextField(f"Why is {one.code} not applicable?", max_length=300, called="The reason")
    shown = _text(f"What can you show for {one.code}? (optional)", "What you can show", one.evidence)
    return {"reply": _reply(one), **({"reason": reason} if one.na_allowed else {}), "evidence": shown}


def _of_adviser(one: Criterion) -> dict[str, Any]:
    return {
        "reply": _reply(one),
        "evidence": _text(f"Evidence for {one.code}", "The evidence", one.evidence),
        "seen_on": DateField(
            f"When did you see the evidence for {one.code}?",
            hint="Leave it empty until you have seen it",
            called="The day you saw it",
        ),
        "due_on": DateField(
            f"When is {one.code} due again?",
            hint="The last day on which it still counts. Leave it empty if it does not run out",
            called="The day it is due",
        ),
        "reason": TextField(
            f"Reason for your answer to {one.code}",
            hint="Needed where you answer differently from the group, or “not applicable”",
            max_length=300,
            called="The reason",
        ),
        "comment": _text(f"Comment on {one.code} (optional)", "The comment", "The group can read it"),
    }


def _text(label: str, called: str, hint: str) -> TextArea:
    return TextArea(label, hint=hint or None, max_length=LONGEST, rows=2, called=called)
