"""What a person chooses between when two records of a group become one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crm.core import filters
from crm.merging.rules import OTHER, THIS
from crm.organisations.kinds import CharityBasis, Faith
from crm.organisations.models import Organisation

NOTHING = "Nothing is given"


@dataclass(frozen=True)
class Field:
    """Columns that go together; `words` are for the page."""

    name: str
    columns: tuple[str, ...]
    words: Callable[[Organisation], str | None]
    empty: Any = None

    def is_empty(self, organisation: Organisation) -> bool:
        return getattr(organisation, self.columns[0]) in (None, "", self.empty)

    def said(self, organisation: Organisation) -> str:
        return self.words(organisation) or NOTHING

    def values(self, organisation: Organisation) -> tuple[Any, ...]:
        return tuple(getattr(organisation, column) for column in self.columns)

    def usual(self, kept: Organisation, gone: Organisation) -> str:
        """What stands in the record that stays, unless nothing does."""
        return OTHER if self.is_empty(kept) and not self.is_empty(gone) else THIS


def _kind(organisation: Organisation) -> str:
    place = f", {organisation.place_kind.label}" if organisation.place_kind else ""
    return organisation.kind.label + place


def _faith(organisation: Organisation) -> str:
    return organisation.faith.label + (f", {organisation.tradition.name}" if organisation.tradition else "")


def _charity(organisation: Organisation) -> str:
    number = f", number {organisation.charity_number}" if organisation.charity_number else ""
    return organisation.charity_basis.label + number


def _closed(organisation: Organisation) -> str:
    if organisation.closed_on is None or organisation.closed_reason is None:
        return "It still meets"
    return f"Closed on {filters.date(organisation.closed_on)}: {organisation.closed_reason.label}"


def _name(organisation: Organisation) -> str:
    return f"{organisation.name} (its name is not known)" if organisation.name_is_placeholder else organisation.name


class _Name(Field):
    def is_empty(self, organisation: Organisation) -> bool:
        return organisation.name_is_placeholder


FIELDS: tuple[Field, ...] = (
    _Name("name", ("name", "name_is_placeholder", "sort_name"), _name),
    Field("kind", ("kind", "place_kind"), _kind),
    Field("faith", ("faith", "tradition_id"), _faith, Faith.NOT_STATED),
    Field("lead_area", ("lead_area_id",), lambda group: group.lead_area.name),
    Field("charity", ("charity_basis", "charity_number"), _charity, CharityBasis.UNKNOWN),
    Field("phone", ("phone",), lambda group: filters.phone(group.phone)),
    Field("email", ("email",), lambda group: group.email),
    Field("website", ("website",), lambda group: group.website),
    Field("contact_note", ("contact_note",), lambda group: group.contact_note),
    Field("closed", ("closed_on", "closed_reason"), _closed, empty=...),
)


def differing(kept: Organisation, gone: Organisation) -> list[Field]:
    return [field for field in FIELDS if field.values(kept) != field.values(gone)]
