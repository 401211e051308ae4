from crm.core.fields import FileField, HiddenField, SelectField, TextArea, TextField
from crm.core.forms import Form
from crm.core.typed import row_number
from crm.organisations.importing.reading import LIMIT_MB

NEW = "new"


class SheetForm(Form):
    """With the sets there are, to make a new version of one."""

    which = SelectField("Which set is it?", blank=None, hint="A set that is there already gets a new version")
    title = TextField("What is it called?", required="Enter what the set is called", max_length=120, called="The name")
    about = TextArea("What is it for? (optional)", max_length=500, rows=3, called="What it is for")
    file = FileField(
        "Which file?",
        hint=f"A CSV or Excel (.xlsx) sheet of at most {LIMIT_MB} MB, one question a row",
        required="Choose a file",
        accept=".csv,.xlsx",
    )
    submission_key = HiddenField()


class StartForm(Form):
    """A button beside a set."""

    standard_set = HiddenField(coerce=row_number)
