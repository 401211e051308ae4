"""What may be published of a group."""

from crm.core.fields import CheckboxesField, DateField, TextField
from crm.core.forms import Form
from crm.organisations.forms.groups import NewForm
from crm.organisations.kinds import Published


class ConsentForm(NewForm):
    """The parts to choose from come from the view."""

    parts = CheckboxesField(
        "What did they agree to?",
        coerce=Published,
        required="Select what they agreed to",
        classes="govuk-checkboxes--small",
    )
    given_by = TextField(
        "Who of the group said yes?",
        hint="Their name, or their role in the group",
        autocomplete="off",
        max_length=200,
        required="Enter who of the group said yes",
        called="Who said yes",
    )
    given_on = DateField("When did they say so?", required="Enter when they said so")


class WithdrawForm(Form):
    withdrawn_on = DateField("When did they say so?", required="Enter when they said so")
