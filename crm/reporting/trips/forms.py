"""Which groups to visit, and from where."""

from typing import Any

from crm.core.fields import CheckboxesField, TextField
from crm.core.forms import Form
from crm.reporting.trips.rules import MOST_STOPS


class TripForm(Form):
    groups = CheckboxesField("Which groups do you want to visit?", hint=f"At most {MOST_STOPS}", coerce=int)
    start = TextField(
        "Where do you start? (optional)",
        hint="A postcode. Leave it empty to start at the first group. It becomes part of the page’s address",
        max_length=40,
        autocomplete="off",
        classes="govuk-input--width-10",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        count = len(self.groups.data or ())
        if self.groups.errors or 1 <= count <= MOST_STOPS:
            return is_valid
        self.groups.errors = [
            f"Tick at most {MOST_STOPS} groups: you ticked {count}" if count else "Tick at least one group"
        ]
        return False
