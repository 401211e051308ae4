from crm.core.fields import TextField
from crm.core.forms import Filters


class ResourceGivenForm(Filters):
    q = TextField(
        "What else did you give them?",
        hint="Part of its name, or its language. For example “leaflet somali”",
        max_length=100,
        called="The name",
        autocomplete="off",
    )
