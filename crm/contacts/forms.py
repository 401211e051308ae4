from typing import Any

from crm.areas.models import AreaContact, ContactCategory
from crm.contacts.rules import Facts
from crm.core.contact import display_phone
from crm.core.editing import EditForm
from crm.core.fields import HiddenField, SelectField, TextArea, TextField, TickBox
from crm.core.forms import Filters, Form

# The area of a contact that serves everybody.
WHOLE_COUNTRY = "all"


class AreaFilter(Filters):
    area = SelectField("Area", blank=None)


class _Contact(Form):
    name = TextField(
        "What is it called?",
        hint="For example: Newham safeguarding hub",
        required="Enter what it is called",
    )
    category = SelectField(
        "What is it for?", choices=ContactCategory, blank="Choose one", required="Select what it is for"
    )
    phone = TextField(
        "What is its phone number? (optional)",
        inputmode="tel",
        autocomplete="off",
        classes="govuk-input--width-20",
    )
    email = TextField("What is its email address? (optional)", inputmode="email", autocomplete="off")
    web = TextField("What is its website? (optional)", inputmode="url", autocomplete="off", max_length=500)
    note = TextArea("What should people know before they ring? (optional)", max_length=500, rows=3)
    is_right = TickBox("I have checked this, and it is right today", hint="Groups see only what somebody has checked")

    def facts(self) -> Facts:
        return Facts(**{name: self[name].data for name in Facts.__dataclass_fields__})


class NewContactForm(_Contact):
    area = SelectField("Whom does it serve?", blank="Choose one", required="Select whom it serves")
    submission_key = HiddenField()


class ContactForm(_Contact, EditForm):
    """The box that says it is right is empty each time: it is about today."""


def contact_values(contact: AreaContact) -> dict[str, Any]:
    values = {name: getattr(contact, name) or "" for name in Facts.__dataclass_fields__}
    values["phone"] = display_phone(contact.phone) if contact.phone else ""
    return values
