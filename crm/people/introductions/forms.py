from crm.core.fields import DateField, HiddenField, RadiosField, SelectField, TextField
from crm.core.forms import Filters, Form


class IntroducerSearch(Filters):
    q = TextField("What is the person or group called who introduced you?", hint="Any part of the name")


class IntroductionForm(Form):
    """`by` is "person-7" or "group-7"."""

    by = RadiosField("Who introduced you?", required="Select who introduced you")
    person_id = SelectField("Whom did they introduce you to?", coerce=int, blank="The group itself")
    introduced_on = DateField("When? (optional)", called="The date")
    note = TextField("How did it come about? (optional)", max_length=200, called="The note")
    submission_key = HiddenField()
