from crm.child_guard.forms import GuardedForm
from crm.core.fields import DateField, RadiosField, TextArea


class SpellForm(GuardedForm):
    """Each kind asks for its reason in its own words."""

    guarded = ("reason",)
    area = RadiosField("Which area is it for?", coerce=int)
    until_on = DateField("Until when?", required="Enter the day", called="The day", hint="At most a year")
    reason: TextArea
