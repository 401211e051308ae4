from crm.core.fields import TextArea
from crm.engagement.spells.forms import SpellForm


class PriorityForm(SpellForm):
    reason = TextArea(
        "Why does it come first?",
        hint="What is needed there, for example: it has doubled in size and has no lead. "
        "Never because of a faith, a people or a language. Do not write names or details of any child",
        required="Enter the reason",
        max_length=300,
        rows=3,
        called="The reason",
    )
