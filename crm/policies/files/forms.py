from crm.child_guard.forms import GuardedForm
from crm.core.fields import FilesField
from crm.documents.rules import MOST_FILES, MOST_MB
from crm.organisations.forms.groups import NewForm


class FilesForm(GuardedForm, NewForm):
    guarded = ("file",)
    file = FilesField(
        "Which files?",
        hint=f"PDF, Word (.docx), OpenDocument (.odt), or pictures of the pages (JPEG, PNG), each at most {MOST_MB} MB",
        most=MOST_FILES,
        required="Choose a file",
        accept=".pdf,.docx,.odt,.jpg,.jpeg,.png",
    )
