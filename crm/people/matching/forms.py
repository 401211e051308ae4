from crm.core.fields import TextArea
from crm.core.forms import Form


class NotTheSameForm(Form):
    note = TextArea(
        "Why are they not the same? (optional)",
        hint="For example: father and son. Do not write about a concern",
        max_length=500,
        rows=2,
        called="The reason",
    )
