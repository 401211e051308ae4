"""What is asked to bring in a list."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm.core.fields import FileField, HiddenField, RadiosField, SelectField, TextField
from crm.core.forms import Form
from crm.core.text import one_line
from crm.organisations.importing.columns import Columns, Meaning
from crm.organisations.importing.reading import LIMIT_MB, SheetRow
from crm.organisations.importing.rules import Choice
from crm.organisations.kinds import Faith, OrganisationKind

OSM, ANOTHER = "osm", "another"
ROWS_SHOWN = 5


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
        autocomplete="off",
        attributes={"list": "lists-used"},
    )
    file = FileField(
        "Which file?",
        hint=f"CSV, Excel (.xlsx), GeoJSON or JSON of at most {LIMIT_MB} MB",
        required="Choose a file",
        accept=".csv,.tsv,.txt,.xlsx,.json,.geojson",
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


class ColumnsForm(Form):
    """One question to a column, made by `columns_form`; these two hold for rows that do not say their own."""

    kind = SelectField(
        "What kind of group are they?",
        choices=OrganisationKind,
        required="Select the kind of group",
        hint="For rows that do not say",
        blank="Choose one",
    )
    faith = SelectField(
        "Of which faith?", choices=Faith, required="Select the faith", hint="For rows that do not say", blank=None
    )

    def meanings(self, headings: Sequence[str]) -> dict[str, Meaning]:
        chosen = ((heading, self._fields[f"column_{place}"].data) for place, heading in enumerate(headings))
        return {heading: Meaning(value) for heading, value in chosen if value}

    def columns(self, headings: Sequence[str]) -> Columns:
        return Columns(self.meanings(headings), self.kind.data, self.faith.data)


def columns_form(
    headings: Sequence[str], samples: Sequence[SheetRow], known: Columns, *, knows_kind: bool
) -> ColumnsForm:
    """Each column shows what stands in its first rows. The kind of group is asked until somebody has said it."""
    asked = {
        f"column_{place}": SelectField(
            heading, choices=Meaning, blank="Leave out", hint=_first(heading, samples), coerce=Meaning
        )
        for place, heading in enumerate(headings)
    }
    form: type[ColumnsForm] = type("ColumnsOfThisFile", (ColumnsForm,), asked)
    given: Mapping[str, Any] = {
        f"column_{place}": known.meanings.get(heading) for place, heading in enumerate(headings)
    }
    return form(data={**given, "kind": known.kind if knows_kind else None, "faith": known.faith})


def _first(heading: str, samples: Sequence[SheetRow]) -> str:
    values = [one_line(row.cells.get(heading, "")) for row in samples[:ROWS_SHOWN]]
    return " | ".join(value[:40] + "…" if len(value) > 40 else value or "(empty)" for value in values)


class ConfirmForm(Form):
    choice = RadiosField(
        "What if a row is refused?", choices=Choice, required="Select what becomes of the list", default=Choice.GOOD
    )


class UndoForm(Form):
    """Asks nothing but to be sent."""
