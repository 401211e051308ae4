from crm.core.fields import FileField, TextField
from crm.core.forms import Filters, Form


class EmailForm(Form):
    file = FileField(
        "Which email?",
        hint="The email saved as a file that ends in .eml",
        required="Choose an email that you saved",
        accept=".eml,message/rfc822",
    )


class GroupOfEmail(Filters):
    q = TextField(
        "Which group is it about?",
        hint="Part of its name, at least 3 letters",
        max_length=100,
        called="The name",
        autocomplete="off",
    )
