"""Finding a group by part of its name, wherever a page needs one more."""

from typing import Any

from wtforms.validators import StopValidation

from crm.core.fields import TextField
from crm.core.search import SHORTEST


class GroupNameField(TextField):
    def __init__(self, label: str, **options: Any) -> None:
        hint = f"Part of its name, at least {SHORTEST} letters"
        super().__init__(label, hint=hint, max_length=100, called="The name", autocomplete="off", **options)

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if len(self.data) < SHORTEST:
            raise StopValidation(f"Enter at least {SHORTEST} letters of its name")

    @property
    def wanted(self) -> str | None:
        """What to look for; None where nothing was typed, or nothing that can be looked for."""
        return None if self.errors else self.data
