from crm.core.fields import TextArea
from crm.core.forms import Form


class NotTheSameForm(Form):
    note = TextArea(
        "Why are they not the same? (optional)",
        hint="For example: a church and the school beside it. Do not name children or write about a concern",
        max_length=500,
        rows=2,
        called="The reason",
    )


class LookAgainForm(Form):
    """A button alone."""
