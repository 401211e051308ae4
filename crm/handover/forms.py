from typing import Any

from crm.core.fields import CheckboxesField, RadiosField, SelectField
from crm.core.forms import Filters, Form

ALL, TICKED = "all", "ticked"


class AreaFilter(Filters):
    area = SelectField("Area", blank=None)


class HandOverForm(Form):
    """With the colleagues of the area, and the groups to choose from."""

    successor = SelectField("Who takes over?", coerce=int, blank="Choose a colleague", required="Select who takes over")
    which = RadiosField("Which groups?", required="Select which groups")
    groups = CheckboxesField("Groups", coerce=int)

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if self.which.data == TICKED and not self.groups.data:
            self.groups.errors = ["Tick at least one group"]
            return False
        return is_valid


class AcceptForm(Form):
    """With what waits for the successor's answer."""

    offers = CheckboxesField("What do you take over?", coerce=int, required="Tick at least one group")


class SwitchOffForm(Form):
    """With those who work wherever something is assigned."""

    keeper = SelectField(
        "Who looks after it from now on?",
        hint="They can hand it over to others later",
        coerce=int,
        blank="Choose a colleague",
        required="Select who looks after it",
    )
