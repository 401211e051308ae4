"""What is asked to bring in a list."""

from typing import Any

from crm.core.fields import FileField, HiddenField, RadiosField, TextField
from crm.core.forms import Form
from crm.organisations.importing.reading import LIMIT_MB

OSM, ANOTHER = "osm", "another"


class ImportForm(Form):
    source = RadiosField(
        "Where is the list from?",
        choices=((OSM, "OpenStreetMap"), (ANOTHER, "Another list")),
        required="Select where the list is from",
        default=OSM,
    )
    source_name = TextField(
        "What do you call the list?",
        hint="A short name, such as charity-register. Use the same name each time, so that groups are recognised",
        max_length=40,
        called="The name of the list",
        classes="govuk-input--width-20",
    )
    file = FileField(
        "Which file?",
        hint=f"A CSV file of at most {LIMIT_MB} MB, saved as CSV UTF-8",
        required="Choose a CSV file",
        accept=".csv,text/csv",
    )
    submission_key = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if self.source.data == ANOTHER and not self.source_name.data:
            self.source_name.errors = [*self.source_name.errors, "Enter a short name for the list"]
            return False
        return is_valid

    @property
    def source_given(self) -> str:
        return OSM if self.source.data == OSM else str(self.source_name.data)
