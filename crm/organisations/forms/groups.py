"""A group itself: finding it, adding it, changing what is said of it, closing it."""

from typing import Any

from crm.areas.box import box_of
from crm.core.contact import display_phone
from crm.core.editing import EditForm
from crm.core.fields import (
    CheckboxesField,
    DateField,
    HiddenField,
    RadiosField,
    SelectField,
    TextArea,
    TextField,
    TickBox,
    choices_of,
)
from crm.core.forms import Filters, Form
from crm.core.typed import numbers_of
from crm.organisations.kinds import (
    Answer,
    CharityBasis,
    Checked,
    ClosedReason,
    Faith,
    Membership,
    OrganisationKind,
    PlaceKind,
    ShownStage,
    Sort,
    Still,
    Subject,
)
from crm.organisations.models import Organisation
from crm.organisations.rules import Facts

CONTACT = ("phone", "email", "website", "contact_note")
PHONE: dict[str, Any] = {"autocomplete": "off", "inputmode": "tel", "classes": "govuk-input--width-20"}


class NewForm(Form):
    """Made once, however often it is sent: the view fills in the key (crm.access.submissions)."""

    submission_key = HiddenField()


# How far a group has come, and then what it may come to otherwise.
_OTHERWISE = (ShownStage.LAPSED, ShownStage.DECLINED, ShownStage.NOT_FOUND)
STAGES = [(stage.value, stage.label) for stage in (*(s for s in ShownStage if s not in _OTHERWISE), *_OTHERWISE)]


class GroupFilters(Filters):
    q = TextField(
        "Search",
        hint="Any part of a name it has or had, its postcode, street or phone number, or a person",
        max_length=200,
    )
    area = SelectField("Area", blank="All your areas")
    ward = SelectField("Ward", blank="All wards")
    kind = SelectField("Kind of group", choices=OrganisationKind, blank="All kinds")
    faith = SelectField("Faith", choices=Faith, blank="All faiths")
    stage = SelectField("Stage", choices=STAGES, coerce=ShownStage, blank="All stages")
    member = SelectField("Umbrella body or forum", choices=Membership, blank="All")
    still = SelectField("Still meeting?", choices=Still, blank=None)
    sort = SelectField("Sort by", choices=Sort, blank=None)
    box = HiddenField(coerce=box_of)
    groups = HiddenField(coerce=numbers_of)


LONG_AGO = [(6, "6 months"), (12, "12 months"), (24, "2 years"), (36, "3 years")]


class ToCheckFilters(Filters):
    checked = RadiosField("Which groups?", choices=Checked, classes="govuk-radios--small")
    months = SelectField(
        "Long ago means more than",
        choices=LONG_AGO,
        coerce=int,
        blank=None,
    )
    area = SelectField("Area", blank="All your areas")
    adviser = SelectField("Adviser", coerce=int, blank="Everybody")


class TickedForm(Form):
    groups = CheckboxesField(
        "Which groups did you look over?", coerce=int, required="Tick the groups that you looked over"
    )


def _phone() -> TextField:
    return TextField("What is its phone number? (optional)", **PHONE)


def _email() -> TextField:
    return TextField("What is its email address? (optional)", autocomplete="off", inputmode="email")


def _website() -> TextField:
    return TextField("What is its website? (optional)", autocomplete="off", inputmode="url", max_length=500)


def _contact_note() -> TextArea:
    return TextArea(
        "Is there anything to know before contacting it? (optional)",
        hint="For example: ring after evening prayer. Do not name children or write about a concern",
        max_length=2000,
        rows=3,
        called="The note",
    )


class NewGroupForm(NewForm):
    """`is_another` is asked only once a likely duplicate was found, `is_elsewhere` when a postcode lies elsewhere."""

    kind = SelectField("What kind of group is it?", choices=OrganisationKind, required="Select the kind of group")
    name_known = RadiosField(
        "Do you know its name?",
        choices=[("yes", "Yes"), ("no", "No, we do not know the name yet")],
        required="Select whether you know its name",
        default="yes",
    )
    name = TextField("What is it called?", called="The name", autocomplete="off")
    faith = SelectField("What is its faith?", choices=Faith, required="Select its faith, or that it is not stated")
    tradition_id = SelectField("What is its tradition? (optional)", coerce=int, blank="Not known")
    place_kind = SelectField("What kind of building is it? (optional)", choices=PlaceKind, blank="Not known")
    area_id = SelectField("Which area leads on it?", coerce=int, required="Select the area that leads on it")
    has_place = RadiosField(
        "Does it have a place where it meets?",
        choices=[
            ("yes", "Yes, or we do not know yet"),
            ("no", "No, it has no fixed place", "As street pastors, or a forum that meets here and there"),
        ],
        default="yes",
        required="Select whether it has a place where it meets",
    )
    address = TextArea("What is the address? (optional)", rows=3, max_length=500, called="The address")
    postcode = TextField("What is the postcode? (optional)", autocomplete="off", classes="govuk-input--width-10")
    is_home = TickBox(
        "This is somebody’s home", hint="Staff of other areas will see its ward or area only, and no map shows it"
    )
    phone = _phone()
    email = _email()
    website = _website()
    contact_note = _contact_note()
    children = RadiosField(
        "Do children take part? (optional)",
        choices=[*choices_of(Answer), ("", "We have not asked")],
        hint="Only if somebody from the group has said so",
        classes="govuk-radios--inline",
        default="",
    )
    is_another = TickBox("Yes, this is another group: save it")
    is_elsewhere = TickBox("Yes, the postcode is right")

    def facts(self) -> Facts:
        given = {name: self[name].data for name in ("kind", "faith", "tradition_id", "place_kind", *CONTACT)}
        return Facts(name=self.name.data if self.name_known.data == "yes" else "", **given)

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if self.name_known.data == "yes" and not self.name.data and not self.name.errors:
            self.name.errors = ["Enter its name, or select that you do not know it yet"]
            is_valid = False
        if self.has_place.data == "no" and (self.address.data or self.postcode.data):
            self.has_place.errors = ["Select that it has a place, or remove the address"]
            is_valid = False
        return is_valid


class GroupForm(EditForm):
    name = TextField(
        "What is it called?", hint="Leave it empty while the name is not known", called="The name", autocomplete="off"
    )
    old_name_wrong = TickBox("The old name was a mistake: do not keep it as a former name")
    kind = SelectField("What kind of group is it?", choices=OrganisationKind, required="Select the kind of group")
    place_kind = SelectField(
        "What kind of building is it? (optional)",
        hint="Only for a place of worship",
        choices=PlaceKind,
        blank="Not known",
    )
    faith = SelectField("What is its faith?", choices=Faith, required="Select its faith, or that it is not stated")
    tradition_id = SelectField(
        "What is its tradition? (optional)", hint="Only what the group says of itself", coerce=int, blank="Not known"
    )
    phone = _phone()
    email = _email()
    website = _website()
    contact_note = _contact_note()
    charity_basis = SelectField("Is it a charity?", choices=CharityBasis, blank=None)
    charity_number = TextField(
        "What is its charity or company number? (optional)",
        autocomplete="off",
        classes="govuk-input--width-10",
    )
    is_sensitive = TickBox(
        "Its place must not become known, as of a refuge", hint="Staff of other areas will not find it by searching"
    )

    def facts(self) -> Facts:
        return Facts(**{name: self[name].data for name in Facts.__dataclass_fields__})


def group_values(organisation: Organisation) -> dict[str, Any]:
    values = {name: getattr(organisation, name) for name in Facts.__dataclass_fields__}
    values["phone"] = display_phone(organisation.phone) if organisation.phone else ""
    if organisation.name_is_placeholder:
        values["name"] = ""
    return values


class FormerNameForm(NewForm):
    name = TextField("What was it called?", required="Enter the former name", called="The name", autocomplete="off")
    until_on = DateField("Until when was it called that? (optional)")


class CloseForm(EditForm):
    closed_reason = RadiosField("Why did it close?", choices=ClosedReason, required="Select why it closed")
    closed_on = DateField("When did it close?", required="Enter when it closed")


def closing_values(organisation: Organisation) -> dict[str, Any]:
    return {"closed_reason": organisation.closed_reason, "closed_on": organisation.closed_on}


class StatementForm(NewForm):
    subject = RadiosField("What did you ask about?", choices=Subject, required="Select what you asked about")
    answer = RadiosField(
        "What did they answer?",
        choices=Answer,
        required="Select what they answered",
        classes="govuk-radios--inline",
    )
    stated_on = DateField("When did they say so?", required="Enter when they said so")
    by = TextField("Who said so? (optional)", hint="Their name, or their role in the group", autocomplete="off")


class ConfirmForm(Form):
    """A page that asks only whether to go on."""
