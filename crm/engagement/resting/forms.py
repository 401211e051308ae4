from crm.core.fields import TextArea
from crm.engagement.spells.forms import SpellForm


class RestForm(SpellForm):
    reason = TextArea(
        "Why?",
        hint="For example: three surveys this spring. Do not write names or details of any child",
        required="Enter the reason",
        max_length=500,
        rows=3,
        called="The reason",
    )
