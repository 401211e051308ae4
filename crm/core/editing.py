"""Two people at one record: the second to save sees what the first did, and loses nothing (architecture.md 5)."""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import inspect

from crm.core import filters
from crm.core.fields import Asked, DateField, HiddenField, RadiosField, TickBox
from crm.core.fields.words import Typed
from crm.core.forms import Form

Row = TypeVar("Row")
STALE = "Someone else saved this after you opened it. Check what changed, then save again to keep your answers"


class Difference(NamedTuple):
    """One question on which the answers are not all the same, in words."""

    question: str
    was: str
    theirs: str
    mine: str


class Words(HiddenField):
    """What the form said when the page was made, by field. It comes back only to the person it was shown to."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=_read, **options)

    def _value(self) -> str:
        return json.dumps(self.data or {})


class EditForm(Form):
    """The form of a row that has a `version_id`; `values_of` gives what each field says of it.

    A save from an older page is refused once, with `conflict` to show, unless nothing that this form asks was
    changed. The form then carries the new version and what the other alone changed, so that saving it again wins
    and undoes nothing. `choices` are those that only the database knows, by field.
    """

    version = HiddenField(coerce=int)
    was = Words()
    conflict: list[Difference]

    def __init__(
        self,
        row: Row,
        values_of: Callable[[Row], Mapping[str, Any]],
        choices: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        is_posted = self.is_submitted() and options.get("formdata", True) is not None
        if is_posted:
            _lock(row)
        super().__init__(**options, data=values_of(row))
        self._offer(choices or {})
        self.conflict = []
        self._version_now = int(getattr(row, "version_id"))  # noqa: B009 (every row of such a form has one)
        self._stored = type(self)(row, values_of, choices, **options | {"formdata": None}) if is_posted else self
        if not is_posted:
            self._follow()

    def _offer(self, choices: Mapping[str, Any]) -> None:
        for name, offered in choices.items():
            self[name].choices = offered

    def _follow(self) -> None:
        self.version.data = self._version_now
        self.was.data = {field.name: words(field) for field in self._stored.shown_fields()}

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if self.version.data == self._version_now or not self._was_changed():
            return is_valid
        self._take_theirs()
        self.conflict = self._differences()
        self._follow()
        self.form_errors.append(STALE)
        return False

    def _was_changed(self) -> bool:
        was = self.was.data or {}
        return any(was.get(field.name) != words(field) for field in self._stored.shown_fields())

    def _take_theirs(self) -> None:
        """Where this person left the answer as it was, saving again must not undo what the other did."""
        was = self.was.data or {}
        for mine in self.shown_fields():
            if was.get(mine.name) == words(mine):
                stored = self._stored[mine.name]
                mine.data, mine.raw_data = stored.data, stored.raw_data

    def _differences(self) -> list[Difference]:
        was = self.was.data or {}
        lines = [
            Difference(mine.label.text, was.get(mine.name, ""), words(self._stored[mine.name]), words(mine))
            for mine in self.shown_fields()
        ]
        return [line for line in lines if len({line.was, line.theirs, line.mine}) > 1]


def words(field: Asked) -> str:
    """An answer as a person would read it; empty when there is none."""
    if isinstance(field, RadiosField):
        chosen = field.chosen()
        return ", ".join(choice.text for choice in field._choices() if choice.value in chosen)
    if isinstance(field, DateField):
        return filters.date(field.data) or " ".join(field.raw_data or ())
    if isinstance(field, TickBox):
        return "Yes" if field.data else "No"
    return field.shown() if isinstance(field, Typed) else ""


def _read(typed: str) -> dict[str, str]:
    """What is no object of texts was not made by us, and counts as nothing."""
    said = json.loads(typed)
    return {str(name): str(text) for name, text in said.items()} if isinstance(said, dict) else {}


def _lock(row: Any) -> None:
    """On PostgreSQL a second saver waits here and then reads what the first wrote; on SQLite it has waited already."""
    state = inspect(row)
    if state.session is not None:
        columns = [column.key for column in state.mapper.column_attrs]
        state.session.refresh(row, columns, with_for_update=True)
