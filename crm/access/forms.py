from crm.access.submissions import new_key
from crm.access.words import ROLE_WORDS
from crm.accounts.models import AccountRole
from crm.core.fields import (
    CheckboxesField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadiosField,
    TextField,
    choices_of,
)
from crm.core.forms import Filters, Form

REGION, AREAS, GROUP = "region", "areas", "group"


class AccountFilters(Filters):
    q = TextField("Name or email address", max_length=100, called="The search")


class PersonForm(Form):
    name = TextField("What is their name?", required="Enter their name", max_length=100, called="The name")
    email = TextField(
        "What is their email address?",
        hint="They sign in with it",
        required="Enter their email address",
        type="email",
        autocomplete="off",
        spellcheck=False,
        called="The email address",
    )


class RoleForm(Form):
    """`where` decides which of the two questions after it counts."""

    role = RadiosField(
        "What do they do?",
        required="Select what they do",
        choices=choices_of(AccountRole, hints=ROLE_WORDS),
        coerce=AccountRole,
    )
    where = RadiosField(
        "Where do they do it?",
        required="Select where they do it",
        choices=((AREAS, "In one or more areas"), (REGION, "In the whole region"), (GROUP, "In one group")),
    )
    areas = CheckboxesField("Which areas?", coerce=int)
    organisation = IntegerField(
        "What is the number of the group?",
        hint="The last part of the address of the group's page, for example 214 in /organisations/214",
        called="The number of the group",
        least=1,
    )
    submission_key = HiddenField(default=new_key)

    def area_ids(self) -> list[int]:
        return list(self.areas.data) if self.where.data == AREAS else []

    def organisation_id(self) -> int | None:
        return self.organisation.data if self.where.data == GROUP else None


class NewAccountForm(PersonForm, RoleForm):
    """Who, then what and where."""


class CurrentPasswordForm(Form):
    current = PasswordField("Current password", required="Enter your current password", autocomplete="current-password")


class SetPasswordForm(Form):
    password = PasswordField(
        "New password",
        hint="At least 12 characters. Three words that do not belong together make a good one",
        required="Enter a new password",
        autocomplete="new-password",
    )


class ChangePasswordForm(CurrentPasswordForm, SetPasswordForm):
    """The old one, then the new one."""
