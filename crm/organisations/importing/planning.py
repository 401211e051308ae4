"""What an import would do, row by row, without doing it: the preview and the import follow one and the same plan."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from crm.areas.models import Postcode
from crm.areas.queries import locate_many, postcode_places, wards_holding
from crm.core.bulk import chunks
from crm.core.text import fold
from crm.organisations.importing import queries, rules
from crm.organisations.importing.columns import Columns
from crm.organisations.importing.queries import Listed
from crm.organisations.importing.reading import SheetRow
from crm.organisations.importing.rules import Place, Refusal, Seen
from crm.organisations.matching.blocks import Blocks, Match, likeliest
from crm.organisations.matching.judging import Candidate
from crm.organisations.matching.keys import forget_names, website_key
from crm.organisations.matching.lookup import groups_like
from crm.organisations.matching.names import read


@dataclass(frozen=True)
class Located:
    """A place in an area that this import may write to; `taken` are its values in our words.

    `contact` is the middle of the postcode of a contact address: to know a group again by, and never kept.
    """

    place: Place
    area_id: int
    ward_id: int | None
    taken: dict[str, Any]
    contact: tuple[float, float] | None = None


class Met(NamedTuple):
    """A row whose id is known, and nothing to change."""

    located: Located
    listed: Listed


class Link(NamedTuple):
    """A row that is a group from elsewhere: why that is believed, and how sure it is in percent."""

    located: Located
    organisation_id: int
    why: str
    score: int


class Change(NamedTuple):
    located: Located
    listed: Listed
    take: dict[str, Any]


class Pair(NamedTuple):
    """A new row and what it may be: a group that is there (`other` is its id), or another row (minus its number)."""

    row: int
    other: int
    score: int
    reason: str


class Kept(NamedTuple):
    """The list says something else than a person who edited this; theirs stays."""

    row: int
    organisation_id: int
    fields: list[str]


class Remark(NamedTuple):
    """What was mended in a row that was taken all the same."""

    row: int
    what: str


class Correction(NamedTuple):
    """`label` is the area that the list names, by its code if we do not hold that area."""

    row: int
    name: str
    label: str
    area: str


@dataclass
class Plan:
    """How some rows of a list would end; `pairs` are likely to be listed twice."""

    source: str
    rows: int
    refusals: list[Refusal] = field(default_factory=list)
    new: list[Located] = field(default_factory=list)
    linked: list[Link] = field(default_factory=list)
    matched: list[Met] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)

    def refuse(self, sheet_rows: dict[int, SheetRow], place: Place, reason: str) -> None:
        self.refusals.append(Refusal(sheet_rows[place.row], reason, place.name))


@dataclass(frozen=True)
class Limits:
    """Which areas an import may write to (None is all), and what is said of a row in another."""

    areas: frozenset[int] | None = None
    outside: str = rules.OUTSIDE_YOURS

    def allow(self, area_id: int) -> bool:
        return self.areas is None or area_id in self.areas


@dataclass(frozen=True)
class Listing:
    """A list as somebody sent it: what it is called, what its columns mean, and where it may write."""

    source: str
    columns: Columns
    limits: Limits = field(default_factory=Limits)


def plan(rows: Sequence[SheetRow], listing: Listing, seen: Seen) -> Plan:
    """Reads only; every row ends in exactly one of new, linked, matched, changed and refusals.

    `seen` are the ids of the rows before, with their lines.
    """
    places, refusals = rules.places_of(rows, listing.columns, seen)
    made = Plan(listing.source, rows=len(rows), refusals=refusals)
    sheet_rows = {row.number: row for row in rows}
    located = _locate(made, sheet_rows, places, listing.limits)
    fresh = _meet_listed(made, sheet_rows, located)
    _match(made, _meet_numbers(made, fresh))
    made.refusals.sort(key=lambda refusal: refusal.row.number)
    refused = {refusal.row.number for refusal in made.refusals}
    made.corrections = [one for one in made.corrections if one.row not in refused]
    made.remarks = [Remark(place.row, what) for place in places if place.row not in refused for what in place.remarks]
    return made


def _locate(made: Plan, sheet_rows: dict[int, SheetRow], places: Sequence[Place], limits: Limits) -> list[Located]:
    """By the point, whatever area the list names; without a point by the postcode."""
    areas, codes = queries.areas_by_id(), queries.tradition_codes()
    names = {area.code: area.name for area in areas.values()}
    located = []
    for place, area_id, ward_id, contact in _placed(made, sheet_rows, places):
        if area_id is None or not limits.allow(area_id):
            made.refuse(sheet_rows, place, rules.OUTSIDE_ALL if area_id is None else limits.outside)
            continue
        located.append(Located(place, area_id, ward_id, rules.taken(place, codes), contact))
        if place.label and place.label != areas[area_id].code:
            said = names.get(place.label, place.label)
            made.corrections.append(Correction(place.row, rules.name_of(place), said, areas[area_id].name))
    return located


def _placed(
    made: Plan, sheet_rows: dict[int, SheetRow], places: Sequence[Place]
) -> list[tuple[Place, int | None, int | None, tuple[float, float] | None]]:
    """Each with its area, its ward and where its contact address is. A postcode unknown to us is in no area we hold."""
    units = {unit for place in places if place.point is None for unit in (place.postcode or place.contact_postcode,)}
    known = postcode_places(sorted(units))
    settled = [_at_postcode(place, known) for place in places]
    points = [place.point or NOWHERE for place in settled]
    return [
        (place, *_by_contact(known.get(place.contact_postcode)))
        if place.contact_postcode
        else (place, area_id, ward_id, None)
        for place, area_id, ward_id in zip(settled, locate_many(points), wards_holding(points), strict=True)
    ]


# Among 35,000 groups of one city, so many rows share a key with 500 of them.
ASKED_AT_ONCE = 25
# In the sea, in no area: for rows without a point.
NOWHERE = (0.0, 0.0)


def _at_postcode(place: Place, known: dict[str, Postcode]) -> Place:
    """A postcode of premises gives its middle. That of a contact address gives no point, which would show a home."""
    found = known.get(place.postcode) if place.point is None else None
    return replace(place, lon=found.lon, lat=found.lat) if found else place


def _by_contact(found: Postcode | None) -> tuple[int | None, None, tuple[float, float] | None]:
    return (found.area_id, None, (found.lon, found.lat)) if found else (None, None, None)


def _meet_listed(made: Plan, sheet_rows: dict[int, SheetRow], located: Sequence[Located]) -> list[Located]:
    """Rows whose id is known are matched or changed by it alone; gives the rest."""
    ids = [one.place.external_id for one in located]
    listed, everywhere = queries.listed(made.source, ids), queries.ids_taken(made.source, ids)
    fresh = []
    for one in located:
        known = listed.get(one.place.external_id)
        if known is not None:
            _compare(made, one, known)
        elif one.place.external_id in everywhere:
            made.refuse(sheet_rows, one.place, rules.OUTSIDE_YOURS)
        else:
            fresh.append(one)
    return fresh


def _compare(made: Plan, one: Located, known: Listed) -> None:
    """A closed group is left as it was closed."""
    take, kept = ({}, []) if known.is_closed else rules.settle(known.taken, one.taken, known.current)
    if kept:
        made.kept.append(Kept(one.place.row, known.organisation_id, kept))
    if take:
        made.changed.append(Change(one, known, take))
    else:
        made.matched.append(Met(one, known))


def _meet_numbers(made: Plan, fresh: Sequence[Located]) -> list[Located]:
    """The same charity number is the same group, once in a list; gives the rest."""
    held = queries.groups_by_charity_number(
        made.source, [one.place.charity_number for one in fresh if one.place.charity_number]
    )
    rest = []
    for one in fresh:
        same = held.pop(one.place.charity_number or "", None)
        if same is None:
            rest.append(one)
        else:
            made.linked.append(Link(one, same, f"The same charity number, {one.place.charity_number}", 100))
    return rest


def _match(made: Plan, fresh: Sequence[Located]) -> None:
    """New ids: the same group from elsewhere if that is sure, else a group of their own and perhaps a likely pair.

    What is there is looked up for some rows at a time, and its names are forgotten with them: common names share a
    key with thousands of groups.
    """
    claimed = {link.organisation_id for link in made.linked}
    own = Blocks()
    for some in chunks(fresh, ASKED_AT_ONCE):
        forget_names()
        written_to = [_where_written_to(_candidate(one, made.source), one.contact) for one in some]
        there = groups_like(written_to)
        met, listed = (Blocks(there), own), queries.groups_listed(made.source, [group.key for group in there])
        for one, asked in zip(some, written_to, strict=True):
            like = _like(asked, met)
            same = next((match for match in like if match.is_sure and match.other.key not in listed), None)
            if same is not None and same.other.key > 0 and same.other.key not in claimed:
                claimed.add(same.other.key)
                made.linked.append(Link(one, same.other.key, same.judgement.reason, same.judgement.score))
                continue
            made.new.append(one)
            candidate = _candidate(one, made.source)
            made.pairs.extend(_pair(one, match) for match in (_like(candidate, met) if one.contact else like))
            own.add(candidate)


def _like(asked: Candidate, met: Sequence[Blocks]) -> list[Match]:
    return likeliest(*(blocks.like(asked) for blocks in met))


def _pair(one: Located, match: Match) -> Pair:
    return Pair(one.place.row, match.other.key, match.judgement.score, match.judgement.reason)


def _where_written_to(one: Candidate, contact: tuple[float, float] | None) -> Candidate:
    """A name alike hard by its contact address is the group; how far from it is told in no pair that others read."""
    return replace(one, points=(contact,), is_exact=False) if contact else one


def _candidate(one: Located, source: str) -> Candidate:
    """Under the row's number, negative, so that it is told from the groups. A contact address is no place of theirs."""
    place = one.place
    return Candidate(
        -place.row,
        (read(fold(place.name)),) if place.name else (),
        (place.point,) if place.point else (),
        frozenset({place.postcode} if place.postcode else ()),
        frozenset({one.area_id}),
        place.charity_number,
        place.phone,
        place.email.lower() if place.email else None,
        website_key(place.website),
        not place.is_by_postcode,
        place.kind,
        frozenset({source}),
    )
