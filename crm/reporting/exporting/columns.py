"""What a file says of a group, in plain words.

A section is some headings and their values together, as one call a cell would double the time of a long list.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from crm.access.scope import Reach
from crm.core.filters import phone
from crm.organisations.queries.belonging import AT
from crm.organisations.queries.details import ATTRIBUTIONS
from crm.organisations.rules import roughly
from crm.organisations.views.listing import furthest_told
from crm.reporting import rules
from crm.reporting.exporting.queries import Line, Place, Reader

BETWEEN = "; "
KEPT_PRIVATE = "Kept private"
Cells = tuple[Any, ...]


class Section(NamedTuple):
    headings: tuple[str, ...]
    values: Callable[[Line], Cells]


def sections_for(reader: Reader) -> list[Section]:
    """Those that the person may read somewhere; where they may not, a group's cells are empty."""
    return [
        _GROUP,
        Section(("Stage",), lambda line: (_stage(line, reader.private),)),
        _PLACES,
        *([_REACHED_BY] if reader.people else []),
        _DESCRIBED,
        _POLICY,
        *([_ASSURANCE] if reader.assurance else []),
        *([_LEAD] if reader.people and reader.with_people else []),
        *([_CONTACT] if reader.private else []),
        _RECORD,
    ]


def headings_for(reader: Reader) -> list[str]:
    return [heading for section in sections_for(reader) for heading in section.headings]


def row_of(reader: Reader) -> Callable[[Line], list[Any]]:
    values = [section.values for section in sections_for(reader)]
    return lambda line: [cell for cells in values for cell in cells(line)]


def main_place(line: Line) -> Place | None:
    """The first whose address may be told and is known; else the first there is."""
    known = (place for place in line.places if place.address or place.postcode)
    return next(known, line.places[0]) if line.places else None


def address(line: Line, place: Place | None) -> str:
    if line.group.is_sensitive:
        return KEPT_PRIVATE
    if place is None:
        return _instead(line)
    return _home(place) if place.is_hidden else " ".join(place.address.split())


def _instead(line: Line) -> str:
    """Whose place it uses, or that it has none."""
    hosts = [f"{AT} {name}" for name in line.words.get((line.group.id, "host"), ())]
    return BETWEEN.join(hosts) or _words(line, "no place")


def _home(place: Place) -> str:
    return f"A home in {roughly(place.ward_name, place.area_name)}"


def _group(line: Line) -> Cells:
    group = line.group
    return (
        group.name,
        group.kind.label,
        group.place_kind.label if group.place_kind else "",
        group.faith.label,
        BETWEEN.join(filter(None, [group.tradition, *line.words.get((group.id, "traditions"), ())])),
        "No" if group.closed_on else "Yes",
        group.closed_on,
        group.lead_area,
        BETWEEN.join([link.name for link in line.links]),
        BETWEEN.join([link.adviser_name for link in line.links if link.adviser_name]),
    )


def _stage(line: Line, reach: Reach) -> str:
    stage = furthest_told(line.links, reach)
    return stage.label if stage else ""


def _places(line: Line) -> Cells:
    main = main_place(line)
    others = [_whole(place) for place in line.places if place is not main]
    ward = main.ward_name if main else None
    return address(line, main), main.postcode if main else None, ward, BETWEEN.join(others)


def _whole(place: Place) -> str:
    if place.is_hidden:
        return _home(place)
    return ", ".join(part for part in (" ".join(place.address.split()), place.postcode) if part)


def _reached_by(line: Line) -> Cells:
    group = line.group
    return (phone(group.phone), group.email, group.contact_note) if line.may_see_people else ("", "", "")


def _described(line: Line) -> Cells:
    group = line.group
    return (
        group.website,
        _words(line, "languages"),
        _words(line, "communities"),
        _words(line, "umbrella") or _words(line, "no umbrella"),
        group.charity_basis.label,
        group.charity_number,
    )


def _words(line: Line, what: str) -> str:
    return BETWEEN.join(line.words.get((line.group.id, what), ()))


def _policy(line: Line) -> Cells:
    return _LABELS["policy"][line.stands.policy], line.stands.policy_due_on


def _assurance(line: Line) -> Cells:
    if not line.may_see_assurance:
        return ("",) * 4
    stands = line.stands
    return (
        _LABELS["children"][stands.children],
        _LABELS["lead"][stands.lead],
        _LABELS["checks"][stands.checks],
        _LABELS["training"][stands.training],
    )


def _lead(line: Line) -> Cells:
    return (line.lead.name, phone(line.lead.phone), line.lead.email) if line.lead else ("", "", "")


def _contact(line: Line) -> Cells:
    step = line.next_step
    return line.last_contact_on, step.what if step else "", step.due_on if step else None


def _record(line: Line) -> Cells:
    sources = line.words.get((line.group.id, "sources"), ())
    named = BETWEEN.join(dict.fromkeys(ATTRIBUTIONS.get(source, source) for source in sources))
    return line.group.verified_on, line.group.checked_by, named, line.group.id


_LABELS = {
    name: {bucket.value: bucket.label for bucket in kind}
    for name, kind in {
        "policy": rules.Policy,
        "children": rules.Children,
        "lead": rules.Lead,
        "checks": rules.Checks,
        "training": rules.Training,
    }.items()
}
_GROUP = Section(
    (
        "Name",
        "Kind",
        "Kind of building",
        "Faith",
        "Tradition",
        "Still meeting",
        "Closed on",
        "Lead area",
        "Areas",
        "Advisers",
    ),
    _group,
)
_PLACES = Section(("Address", "Postcode", "Ward", "Other places"), _places)
_REACHED_BY = Section(("Phone", "Email", "Before contacting it"), _reached_by)
_DESCRIBED = Section(
    ("Website", "Languages", "Communities", "Umbrella body or forum", "Charity", "Charity or company number"),
    _described,
)
_POLICY = Section(("Safeguarding policy", "Policy review due"), _policy)
_ASSURANCE = Section(("Works with children", "Safeguarding lead", "DBS checks", "Training"), _assurance)
_LEAD = Section(
    ("Safeguarding lead’s name", "Safeguarding lead’s phone", "Safeguarding lead’s email"),
    _lead,
)
_CONTACT = Section(("Last contact", "Next step", "Next step due"), _contact)
_RECORD = Section(("Details checked", "Details checked by", "Source", "Number in Footbridge"), _record)
