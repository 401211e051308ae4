"""What a group does, when, in which languages, and its relations."""

from crm.core.editing import EditForm
from crm.core.fields import (
    CheckboxesField,
    DateField,
    IntegerField,
    RadiosField,
    SelectField,
    TextField,
    TickBox,
    TimeField,
    YesNo,
)
from crm.core.forms import Filters
from crm.organisations.forms.groups import NewForm
from crm.organisations.kinds import ChildrenBand, Lack, RelationKind, SettingKind, Weekday
from crm.organisations.rules import Setting


class SettingForm(NewForm):
    kind = SelectField("What do the children take part in?", choices=SettingKind, required="Select the activity")
    age_min = IntegerField("How old are the youngest? (optional)", most=17, called="The youngest age")
    age_max = IntegerField("How old are the oldest? (optional)", most=25, called="The oldest age")
    children_band = RadiosField("About how many children? (optional)", choices=ChildrenBand)
    adults_count = IntegerField("How many adults are with them? (optional)", most=1000, called="The number of adults")
    days_per_month = IntegerField("On how many days a month? (optional)", most=31, called="The number of days")
    overnight = TickBox("Children stay overnight")
    parents_present = YesNo("Are parents there? (optional)")
    started_on = DateField("Since when, as far as you know?", required="Enter since when, or today’s date")

    def setting(self) -> Setting:
        return Setting(**{name: self[name].data for name in Setting.__dataclass_fields__})


class MeetingTimeForm(NewForm):
    weekday = RadiosField("On which day?", choices=Weekday, required="Select the day")
    starts_at = TimeField("When does it start?", hint="For example, 6:30pm", required="Enter when it starts")
    ends_at = TimeField("When does it end? (optional)")
    note = TextField(
        "What is it? (optional)", hint="For example: Friday prayer, or a good time to ring", max_length=200
    )


class LanguagesForm(EditForm):
    languages = CheckboxesField("Which languages are used in the group?", coerce=int, classes="govuk-checkboxes--small")


class CommunitiesForm(EditForm):
    communities = CheckboxesField(
        "Which communities does it serve?",
        hint="Only as the group describes itself",
        coerce=int,
        classes="govuk-checkboxes--small",
    )


class TraditionsForm(EditForm):
    traditions = CheckboxesField(
        "Which traditions does it belong to?",
        hint="Only what the group says of itself. A church that several denominations share has more than one",
        coerce=int,
        classes="govuk-checkboxes--small",
    )


class NoneForm(NewForm):
    lack = RadiosField("What did the group say?", choices=Lack, required="Select what the group said")
    said_on = DateField("When did they say so?", required="Enter when they said so")
    by = TextField(
        "Who said so? (optional)",
        hint="Their name, or their role in the group",
        autocomplete="off",
        max_length=200,
        called="Who said so",
    )


class GroupSearch(Filters):
    """Finds the other group of a relation."""

    q = TextField("What is the other group called?", hint="Any part of its name")


class PointingForm(NewForm):
    other_id = RadiosField("Which group is it?", coerce=int, required="Select the other group")
    started_on = DateField("Since when, or when was it? (optional)")
    note = TextField("What should be known about it? (optional)", max_length=200, called="The note")


class RelationForm(PointingForm):
    kind = RadiosField("What is this group to it?", required="Select the relation", choices=RelationKind)
