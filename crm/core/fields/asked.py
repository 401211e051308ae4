"""What all fields share."""

from collections.abc import Callable, Sequence
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from crm.core.widgets import Component

_OF_WTFORMS = {"default", "filters", "id", "name", "_form", "_prefix", "_translations", "_meta"}


class Asked(Field):
    """A field that a person sees. One wrong thing is told at a time, the first that was found."""

    widget = Component()
    component = "input"
    caption = "label"
    data: Any
    raw_data: Any

    def __init__(
        self,
        label: str,
        validators: Sequence[Callable[[Any, Any], None]] = (),
        *,
        required: str | None = None,
        hint: str | None = None,
        **options: Any,
    ) -> None:
        own = {name: options.pop(name) for name in list(options) if name in _OF_WTFORMS}
        super().__init__(label, list(validators), **own)
        self.required, self.hint, self.looks = required, hint, options

    def is_blank(self) -> bool:
        return self.data is None or self.data in ("", [])

    def pre_validate(self, form: Any) -> None:
        """Ends the checks for what was not understood, and for what was not answered."""
        if self.errors:
            raise StopValidation()
        if self.is_blank():
            raise StopValidation(self.required)

    def error_id(self) -> str:
        """The control that the error summary leads to."""
        return str(self.id)

    def arguments(self, is_heading: bool = False, **changed: Any) -> dict[str, Any]:
        """`is_heading` makes the question the h1 of a page that asks nothing else."""
        look = "govuk-fieldset__legend" if self.caption == "legend" else "govuk-label"
        return {
            "name": self.name,
            "id": self.id,
            "hint": self.hint,
            "error": self.errors[0] if self.errors else None,
            self.caption: self.label.text,
            f"{self.caption}_classes": look + ("--l" if is_heading else "--s"),
            f"{self.caption}_is_heading": is_heading,
            **self.looks,
            **changed,
        }
