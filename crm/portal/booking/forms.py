from typing import Any

from crm.core.fields import CheckboxesField, SelectField, TextArea
from crm.core.forms import Form
from crm.core.text import one_line
from crm.people.models import SAFEGUARDING_CLASSES, RoleClass

# A gatekeeper is a word of staff; who leads on safeguarding is agreed with the adviser.
ROLES = [(one.value, one.label) for one in RoleClass if one not in (*SAFEGUARDING_CLASSES, RoleClass.GATEKEEPER)]
MOST_NAMES, LONGEST_NAME = 30, 100


class BookingForm(Form):
    people = CheckboxesField("Who wants to come?", coerce=int)
    names = TextArea(
        "Who else? (optional)",
        hint="People who are not in the list, one name a line",
        max_length=3500,
        rows=4,
        called="The names",
    )
    role_class = SelectField(
        "What do these others do in your group?", hint="Only for names that you wrote", choices=ROLES, coerce=RoleClass
    )

    def new_names(self) -> list[str]:
        lines = (one_line(line) for line in (self.names.data or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        wrong = self._wrong()
        for name, message in wrong.items():
            self[name].errors = [*self[name].errors, message]
        return is_valid and not wrong

    def _wrong(self) -> dict[str, str]:
        names = self.new_names()
        if not names and not self.people.data:
            return {"people" if self.people.choices else "names": "Say who wants to come"}
        if len(names) > MOST_NAMES or any(len(name) > LONGEST_NAME for name in names):
            return {"names": f"Write {MOST_NAMES} names at most, one a line, each of at most {LONGEST_NAME} letters"}
        if names and self.role_class.data is None:
            return {"role_class": "Select what they do in your group"}
        return {}
