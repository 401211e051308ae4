from crm.core.fields import FileField
from crm.core.forms import Filters, Form
from crm.organisations.forms.finding import GroupNameField


class EmailForm(Form):
    file = FileField(
        "Which email?",
        hint="The email saved as a file that ends in .eml",
        required="Choose an email that you saved",
        accept=".eml,message/rfc822",
    )


class GroupOfEmail(Filters):
    q = GroupNameField("Which group is it about?")
