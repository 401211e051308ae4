"""Answers chosen from several."""

import enum
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from wtforms.validators import StopValidation

from crm.core.fields.asked import Asked
from crm.core.text import one_line


class Choice(NamedTuple):
    """One answer of several; `value` is what the form sends."""

    value: str
    text: str
    hint: str = ""


class Line(NamedTuple):
    """One line of a select."""

    value: str
    text: str
    selected: bool
    disabled: bool = False
    attributes: None = None


Choices = type[enum.Enum] | Iterable[tuple[Any, ...]]


def choices_of(kinds: type[enum.Enum], *, hints: dict[Any, str] | None = None) -> list[Choice]:
    """Every member of a set whose members have a label."""
    return [Choice(str(kind.value), getattr(kind, "label"), (hints or {}).get(kind, "")) for kind in kinds]  # noqa: B009


class RadiosField(Asked):
    """One of several. `choices` is a set with labels, or pairs of value and text, and may be set on the form later."""

    component = "radios"
    caption = "legend"
    refusal = "Select one of the answers"
    choices: Any
    coerce: Callable[[str], Any]

    def __init__(
        self,
        label: str,
        *others: Any,
        choices: Choices = (),
        coerce: Callable[[str], Any] = str,
        **options: Any,
    ) -> None:
        super().__init__(label, *others, **options)
        self.choices, self.coerce = choices, coerce
        if isinstance(choices, type):
            self.choices, self.coerce = choices_of(choices), choices

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        given = [value for value in map(one_line, map(str, valuelist)) if value]
        if given:
            self.data = self._coerced(given[0])

    def _coerced(self, value: str) -> Any:
        try:
            return self.coerce(value)
        except (ValueError, KeyError):
            raise ValueError(self.required or self.refusal) from None

    def pre_validate(self, form: Any) -> None:
        """Only now is it asked whether it is one of the choices, which the view may have set since."""
        super().pre_validate(form)
        if not self.chosen() <= {choice.value for choice in self._choices()}:
            raise StopValidation(self.required or self.refusal)

    def _choices(self) -> list[Choice]:
        return [Choice(_key(value), *rest) for value, *rest in self.choices]

    def chosen(self) -> set[str]:
        return set() if self.data is None else {_key(self.data)}

    def arguments(
        self, is_heading: bool = False, conditional: dict[Any, Any] | None = None, **changed: Any
    ) -> dict[str, Any]:
        """`conditional` maps a value to what to ask when it is chosen."""
        below = {_key(value): asked for value, asked in (conditional or {}).items()}
        return super().arguments(is_heading, **{"items": self.items(self.chosen(), below), **changed})

    def items(self, chosen: set[str], below: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {
                "value": choice.value,
                "text": choice.text,
                "hint": choice.hint,
                "checked": choice.value in chosen,
                "conditional": below.get(choice.value),
            }
            for choice in self._choices()
        ]


class CheckboxesField(RadiosField):
    """Any of several; gives a list, empty when nothing is ticked."""

    component = "checkboxes"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = []
        self.data = [self._coerced(one_line(str(value))) for value in dict.fromkeys(valuelist)]

    def chosen(self) -> set[str]:
        return {_key(value) for value in self.data or ()}


class SelectField(RadiosField):
    """One of many. `blank` is the text of the first, empty line; None leaves it out."""

    component = "select"
    caption = "label"

    def __init__(self, label: str, *others: Any, blank: str | None = "Choose one", **options: Any) -> None:
        super().__init__(label, *others, **options)
        self.blank = blank

    def items(self, chosen: set[str], below: dict[str, Any]) -> tuple[Line, ...]:  # type: ignore[override]
        lines = [Choice("", self.blank)] if self.blank is not None else []
        return tuple(Line(choice.value, choice.text, choice.value in chosen) for choice in lines + self._choices())


class YesNo(RadiosField):
    """Gives True, False, or None when not answered."""

    def __init__(self, label: str, *others: Any, **options: Any) -> None:
        options = {"classes": "govuk-radios--inline", "choices": (("yes", "Yes"), ("no", "No"))} | options
        super().__init__(label, *others, coerce={"yes": True, "no": False}.__getitem__, **options)

    def chosen(self) -> set[str]:
        return set() if self.data is None else {"yes" if self.data else "no"}


class TickBox(Asked):
    """One box alone; gives True or False. The label stands beside the box."""

    component = "checkboxes"
    caption = "legend"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = bool(valuelist)

    def is_blank(self) -> bool:
        return not self.data

    def arguments(self, is_heading: bool = False, **changed: Any) -> dict[str, Any]:
        item = {"value": "yes", "text": self.label.text, "hint": self.hint, "checked": bool(self.data)}
        return super().arguments(is_heading, **{"items": [item], "legend": None, "hint": None, **changed})


def _key(value: Any) -> str:
    return str(value.value) if isinstance(value, enum.Enum) else str(value)
