from crm.child_guard.forms import GuardedForm
from crm.core.fields import FileField
from crm.documents.rules import MOST_MB
from crm.organisations.forms.groups import NewForm


class AttachForm(GuardedForm, NewForm):
    guarded = ("file",)
    file = FileField(
        "Which file?",
        hint=f"PDF, Word (.docx), OpenDocument (.odt), JPEG or PNG, at most {MOST_MB} MB",
        required="Choose a file",
        accept=".pdf,.docx,.odt,.jpg,.jpeg,.png",
    )
