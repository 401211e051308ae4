"""A date in three boxes, as GOV.UK asks for one."""

from typing import Any

from crm.core import typed
from crm.core.fields.asked import Asked
from crm.core.text import one_line


class DateField(Asked):
    """Day, month and year in three boxes. `called` begins its errors: "The date of the visit must include a month"."""

    component = "date_input"
    caption = "legend"

    def __init__(self, label: str, *others: Any, called: str = "The date", **options: Any) -> None:
        super().__init__(label, *others, **options)
        self.called = called
        self.wrong: tuple[str, ...] = ()

    def process(self, formdata: Any, *others: Any, **options: Any) -> None:
        super().process(None, *others, **options)
        names = [f"{self.name}-{part}" for part in typed.PARTS]
        self.raw_data = [one_line(str(formdata.get(name, ""))) for name in names] if formdata else None
        if self.raw_data is not None:
            self._understand(*self.raw_data)

    def _understand(self, day: str, month: str, year: str) -> None:
        self.data = None
        try:
            self.data = typed.date_of(day, month, year)
        except typed.NotUnderstoodError as wrong:
            self.process_errors.append(f"{self.called} {wrong}")
            self.wrong = wrong.parts

    def error_id(self) -> str:
        return f"{self.id}-{(self.wrong or typed.PARTS)[0]}"

    def arguments(self, is_heading: bool = False, **changed: Any) -> dict[str, Any]:
        kept = self.raw_data or ([self.data.day, self.data.month, self.data.year] if self.data else [None] * 3)
        given = super().arguments(is_heading, **{"prefix": self.name, "parts": self._parts(kept), **changed})
        return {name: value for name, value in given.items() if name not in ("name", "autocomplete")}

    def _parts(self, kept: list[Any]) -> list[dict[str, Any]]:
        wrong = (self.wrong or typed.PARTS) if self.errors else ()
        birthday = self.looks.get("autocomplete") == "bday"
        return [
            {
                "name": part,
                "value": value if value not in ("", None) else None,
                "classes": f"govuk-input--width-{size}" + (" govuk-input--error" if part in wrong else ""),
                "autocomplete": f"bday-{part}" if birthday else None,
                # Months are understood as words too, so that box does not ask a phone for digits alone.
                "inputmode": "text" if part == "month" else "numeric",
            }
            for part, value, size in zip(typed.PARTS, kept, (2, 2, 4), strict=True)
        ]
