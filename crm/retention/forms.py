from crm.child_guard.forms import GuardedForm
from crm.core.fields import HiddenField, TextField


class HoldForm(GuardedForm):
    guarded = ("reason",)
    reason = TextField(
        "Why must nothing be deleted?",
        required="Enter why nothing must be deleted",
        hint="For example, the number of an inquiry or a claim. Name nobody",
        max_length=200,
        called="The reason",
    )
    submission_key = HiddenField()
