"""Answers typed into one box, and what is sent without being typed."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import HiddenInput

from crm.core import typed
from crm.core.fields.asked import Asked
from crm.core.text import one_line


class Typed(Asked):
    """Something typed into one box. What was typed is shown again when it is not understood."""

    def __init__(self, label: str, *others: Any, called: str | None = None, **options: Any) -> None:
        super().__init__(label, *others, **options)
        self.called = called or "Your answer"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        try:
            self.data = self.understood(str(valuelist[0]) if valuelist else "")
        except typed.NotUnderstoodError as wrong:
            raise ValueError(f"{self.called} {wrong}") from wrong

    def understood(self, words: str) -> Any:
        return one_line(words)

    def shown(self) -> str:
        if self.raw_data:
            return one_line(str(self.raw_data[0]))
        return "" if self.data is None else str(self.data)

    def arguments(self, is_heading: bool = False, **changed: Any) -> dict[str, Any]:
        return super().arguments(is_heading, **{"value": self.shown() or None, **changed})


class TextField(Typed):
    """One line. `dir="auto"` lets a name be written from right to left."""

    def __init__(self, label: str, *others: Any, max_length: int = 200, **options: Any) -> None:
        super().__init__(label, *others, **options)
        self.max_length = max_length

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if len(self.data) > self.max_length:
            raise StopValidation(f"{self.called} must be {self.max_length:,} characters or fewer")

    def arguments(self, is_heading: bool = False, **changed: Any) -> dict[str, Any]:
        return super().arguments(is_heading, **{"attributes": {"dir": "auto"}, **self.looks, **changed})


class TextArea(TextField):
    """Several lines; with `counts`, the characters left are shown while typing."""

    component = "textarea"

    def __init__(
        self, label: str, *others: Any, max_length: int = 10_000, counts: bool = False, **options: Any
    ) -> None:
        super().__init__(label, *others, max_length=max_length, **options)
        self.component = "character_count" if counts else "textarea"

    def understood(self, words: str) -> str:
        return typed.paragraphs(words)

    def shown(self) -> str:
        return typed.paragraphs(str(self.raw_data[0])) if self.raw_data else str(self.data or "")

    def arguments(self, is_heading: bool = False, **changed: Any) -> dict[str, Any]:
        limit = {"max_characters": self.max_length} if self.component == "character_count" else {}
        return super().arguments(is_heading, **limit, **changed)


class IntegerField(Typed):
    """A whole number from `least` to `most`, both included."""

    def __init__(self, label: str, *others: Any, least: int = 0, most: int = 1_000_000, **options: Any) -> None:
        super().__init__(label, *others, **{"inputmode": "numeric", "classes": "govuk-input--width-5"} | options)
        self.least, self.most = least, most

    def understood(self, words: str) -> int | None:
        return typed.whole_number(words)

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if not self.least <= self.data <= self.most:
            raise StopValidation(f"{self.called} must be between {self.least:,} and {self.most:,}")


class TimeField(Typed):
    """A time of day in London, without a zone."""

    def __init__(self, label: str, *others: Any, **options: Any) -> None:
        super().__init__(label, *others, **{"called": "The time", "classes": "govuk-input--width-5"} | options)

    def understood(self, words: str) -> dt.time | None:
        return typed.time_of(words)

    def shown(self) -> str:
        return super().shown() if self.raw_data or self.data is None else f"{self.data:%H:%M}"


class PasswordField(Asked):
    """Kept exactly as typed, and never shown again."""

    component = "password_input"


class FileField(Asked):
    """Gives werkzeug's FileStorage, or None."""

    component = "file_upload"
    called = "The name of the file"

    def __init__(self, label: str, *others: Any, accept: str | None = None, **options: Any) -> None:
        super().__init__(label, *others, **{"attributes": {"accept": accept}} | options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        files = [given for given in valuelist if isinstance(given, FileStorage) and given.filename]
        self.data = files[0] if files else None


class FilesField(FileField):
    """Gives a list of at most `most` of werkzeug's FileStorage, empty when none was chosen."""

    called = "The name of a file"

    def __init__(self, label: str, *others: Any, most: int, **options: Any) -> None:
        super().__init__(label, *others, multiple=True, **options)
        self.most = most

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if len(self.data) > self.most:
            raise StopValidation(f"Choose at most {self.most} files at once: you chose {len(self.data)}")

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [given for given in valuelist if isinstance(given, FileStorage) and given.filename]


class HiddenField(Field):
    """Carried along, such as the version of a row; what `coerce` refuses becomes None."""

    widget = HiddenInput()

    def __init__(self, *others: Any, coerce: Callable[[str], Any] = str, **options: Any) -> None:
        super().__init__(*others, **options)
        self.coerce = coerce

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            self.data = self.coerce(one_line(str(valuelist[0]))) if valuelist else None
        except ValueError:
            self.data = None

    def _value(self) -> str:
        return "" if self.data is None else str(self.data)
