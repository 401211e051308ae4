from crm.child_guard.forms import GuardedForm
from crm.core.fields import DateField, RadiosField, TextArea


class PriorityForm(GuardedForm):
    guarded = ("reason",)
    area = RadiosField("Which area is it for?", coerce=int)
    until_on = DateField("Until when?", required="Enter the day", called="The day", hint="At most a year")
    reason = TextArea(
        "Why does it come first?",
        hint="What is needed there, for example: it has doubled in size and has no lead. "
        "Never because of a faith, a people or a language. Do not write names or details of any child",
        required="Enter the reason",
        max_length=300,
        rows=3,
        called="The reason",
    )
