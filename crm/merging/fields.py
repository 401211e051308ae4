"""What somebody chooses between when two records become one."""

from collections.abc import Callable, Iterable, Mapping
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
    words: Callable[[Any], str | None]
    empty: Any = None

    def is_empty(self, record: Any) -> bool:
        return getattr(record, self.columns[0]) in (None, "", self.empty)

    def said(self, record: Any) -> str:
        return self.words(record) or NOTHING

    def values(self, record: Any) -> tuple[Any, ...]:
        return tuple(getattr(record, column) for column in self.columns)

    def usual(self, kept: Any, gone: Any) -> str:
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
    def is_empty(self, record: Any) -> bool:
        return bool(record.name_is_placeholder)


OF_GROUP: tuple[Field, ...] = (
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


_YES_NO = {True: "Yes", False: "No"}
OF_PERSON: tuple[Field, ...] = (
    Field("name", ("name", "sort_name"), lambda person: person.name),
    Field("phone", ("phone",), lambda person: filters.phone(person.phone)),
    Field("email", ("email",), lambda person: person.email),
    Field("channel", ("channel",), lambda person: person.channel.label if person.channel else None),
    Field("language", ("language_id",), lambda person: person.language.name if person.language else None),
    Field("needs_interpreter", ("needs_interpreter",), lambda person: _YES_NO.get(person.needs_interpreter)),
    Field("talks_to", ("talks_to",), lambda person: person.talks_to.label if person.talks_to else None),
    Field("best_time", ("best_time",), lambda person: person.best_time),
    Field("contact_note", ("contact_note",), lambda person: person.contact_note),
)


def differing(fields: Iterable[Field], kept: Any, gone: Any) -> list[Field]:
    return [field for field in fields if field.values(kept) != field.values(gone)]


def choice(field: Field, chosen: Mapping[str, str], kept: Any, gone: Any) -> str:
    """Which of the two is right, also where nobody was asked."""
    return chosen.get(field.name, field.usual(kept, gone))
