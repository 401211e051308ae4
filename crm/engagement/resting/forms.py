from crm.child_guard.forms import GuardedForm
from crm.core.fields import DateField, RadiosField, TextArea


class RestForm(GuardedForm):
    guarded = ("reason",)
    area = RadiosField("Which area is it for?", coerce=int)
    until_on = DateField(
        "Until when should we leave them alone?", required="Enter the day", called="The day", hint="At most a year"
    )
    reason = TextArea(
        "Why?",
        hint="For example: three surveys this spring. Do not write names or details of any child",
        required="Enter the reason",
        max_length=500,
        rows=3,
        called="The reason",
    )
