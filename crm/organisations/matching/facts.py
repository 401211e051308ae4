"""What is compared of groups, read from their names, open places, open areas and numbers."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import select

from crm.core.bulk import chunks
from crm.organisations.kinds import Precision
from crm.organisations.matching.judging import Candidate
from crm.organisations.matching.keys import website_key
from crm.organisations.matching.names import Name, read
from crm.organisations.models import Organisation, OrganisationArea, SourceRecord, Venue
from crm.organisations.rules import BETWEEN_NAMES

# How rows are asked for: through the session, and so within its scope, or past it on a connection.
Ask = Callable[[Any], Iterable[Any]]


def candidates(ask: Ask, ids: Sequence[int]) -> list[Candidate]:
    """By id; four statements for each five hundred."""
    found = [one for part in chunks(sorted(ids)) for one in _read(ask, part)]
    return sorted(found, key=lambda one: one.key)


def _read(ask: Ask, ids: Sequence[int]) -> list[Candidate]:
    points, postcodes, inexact = _places(ask, ids)
    areas: dict[int, set[int]] = defaultdict(set)
    links = select(OrganisationArea.organisation_id, OrganisationArea.area_id)
    for row in ask(links.where(OrganisationArea.organisation_id.in_(ids), OrganisationArea.ended_on.is_(None))):
        areas[row.organisation_id].add(row.area_id)
    lists: dict[int, set[str]] = defaultdict(set)
    records = select(SourceRecord.organisation_id, SourceRecord.source)
    for row in ask(records.where(SourceRecord.organisation_id.in_(ids))):
        lists[row.organisation_id].add(row.source)
    wanted = select(
        Organisation.id,
        Organisation.search_names,
        Organisation.name_is_placeholder,
        Organisation.charity_number,
        Organisation.phone,
        Organisation.email,
        Organisation.website,
        Organisation.kind,
    ).where(Organisation.id.in_(ids))
    return [
        Candidate(
            row.id,
            () if row.name_is_placeholder else names_in(row.search_names),
            tuple(points[row.id]),
            frozenset(postcodes[row.id]),
            frozenset(areas[row.id]),
            row.charity_number,
            row.phone,
            row.email.lower() if row.email else None,
            website_key(row.website),
            row.id not in inexact,
            row.kind,
            frozenset(lists[row.id]),
        )
        for row in ask(wanted)
    ]


def names_in(search_names: str) -> tuple[Name, ...]:
    return tuple(read(folded) for folded in search_names.split(BETWEEN_NAMES) if folded)


Points = dict[int, list[tuple[float, float]]]


def _places(ask: Ask, ids: Sequence[int]) -> tuple[Points, dict[int, set[str]], set[int]]:
    """Where they meet now, and which of them are not known exactly.

    Homes are left out: nobody elsewhere may learn of them by asking for what is near.
    """
    points: Points = defaultdict(list)
    postcodes: dict[int, set[str]] = defaultdict(set)
    inexact: set[int] = set()
    wanted = select(Venue.organisation_id, Venue.lon, Venue.lat, Venue.postcode, Venue.precision)
    open_ones = (Venue.ended_on.is_(None), Venue.precision != Precision.MASKED)
    for row in ask(wanted.where(Venue.organisation_id.in_(ids), *open_ones).order_by(Venue.id)):
        if row.lat is not None:
            points[row.organisation_id].append((row.lon, row.lat))
        if row.lat is not None and row.precision is not Precision.EXACT:
            inexact.add(row.organisation_id)
        if row.postcode:
            postcodes[row.organisation_id].add(row.postcode)
    return points, postcodes, inexact
