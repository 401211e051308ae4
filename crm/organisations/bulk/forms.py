"""Which groups, and which change."""

import json
from collections.abc import Sequence
from typing import Any

from crm.core.fields import CheckboxesField, HiddenField, RadiosField, SelectField
from crm.core.forms import Form
from crm.core.paging import LARGEST
from crm.organisations.bulk.planning import Change, Line, Wish
from crm.organisations.kinds import Faith, OrganisationKind

ALL, TICKED = "all", "ticked"
# What each change needs an answer to, and what is said when there is none.
NEEDS = {
    Change.ADVISER: ("area_id", "Select the area"),
    Change.LANGUAGE: ("language_id", "Select the language"),
    Change.COMMUNITY: ("community_id", "Select the community"),
    Change.FAITH: ("faith", "Select the faith"),
    Change.KIND: ("kind", "Select the kind of group"),
}


class ChangeForm(Form):
    which = RadiosField("Which groups do you want to change?", required="Select which groups to change")
    groups = CheckboxesField("Groups", coerce=int)
    change = RadiosField("What do you want to change?", choices=Change, required="Select what to change")
    area_id = SelectField("In which area?", coerce=int, blank="Choose an area")
    adviser_id = SelectField("Who is the adviser there?", coerce=int, blank="Nobody, the post is empty")
    language_id = SelectField("Which language?", coerce=int, blank="Choose a language")
    community_id = SelectField(
        "Which community?", hint="Only as the groups describe themselves", coerce=int, blank="Choose a community"
    )
    faith = SelectField("What is their faith?", choices=Faith, blank="Choose a faith")
    kind = SelectField("What kind of groups are they?", choices=OrganisationKind, blank="Choose a kind")

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if self.which.data == TICKED and not self.groups.data:
            self.groups.errors = ["Tick at least one group"]
            is_valid = False
        needed = NEEDS.get(self.change.data)
        if needed and not self[needed[0]].data:
            self[needed[0]].errors = [needed[1]]
            is_valid = False
        return is_valid


def _read(typed: str) -> dict[int, int]:
    """What was not made by us is a ValueError, and counts as nothing."""
    said = json.loads(typed)
    if not isinstance(said, dict) or not all(type(version) is int for version in said.values()):
        raise ValueError("Not what was shown")
    versions = {int(key): version for key, version in said.items()}
    if any(abs(key) > LARGEST for key in versions):
        raise ValueError("No number of a group")
    return versions


class ConfirmChangeForm(Form):
    """What was looked at: the wish, and the version of each group that it would change."""

    change = HiddenField(coerce=Change)
    to = HiddenField()
    area_id = HiddenField(coerce=int)
    versions = HiddenField(coerce=_read)

    def carry(self, wish: Wish, lines: Sequence[Line]) -> None:
        """Carry what was looked at; a form that is shown again has the versions of now."""
        self.change.data, self.to.data, self.area_id.data = wish.change.value, wish.to, wish.area_id
        versions = {line.organisation.id: line.organisation.version_id for line in lines}
        self.versions.data = json.dumps(versions, separators=(",", ":"))
