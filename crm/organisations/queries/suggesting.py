"""What to offer while somebody types: a few groups, then people, each with what of it holds what was typed."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import case, literal, select

from crm.areas.models import Area
from crm.core.text import fold
from crm.extensions import db
from crm.organisations.models import Organisation, OrganisationArea
from crm.organisations.queries.listing import COLUMNS, Wanted, matching, people_named
from crm.organisations.queries.similar import ENOUGH, meeting_there, similar
from crm.organisations.queries.why import Why, why_found

GROUPS, PEOPLE = 8, 4
SHORTEST = 2


class Suggestion(NamedTuple):
    """`about` is one line."""

    name: str
    about: str
    organisation_id: int
    is_person: bool = False


def suggested(wanted: Wanted) -> list[Suggestion]:
    """Names that begin so come first, then those with a word that does.

    Groups out of reach are not told of while typing (architecture.md 3, stub).
    """
    if len(fold(wanted.q).replace(" ", "")) < SHORTEST:
        return []
    named = _named(wanted)
    ids = [row.id for row in named]
    is_short = len(named) < ENOUGH
    nearly = similar(wanted, ids) if is_short else []
    there = meeting_there(wanted, [*ids, *(row.id for row in nearly)]) if is_short else []
    groups = [*named, *nearly, *there][:GROUPS]
    why = why_found(named, wanted.q, wanted.homes_in, [row.id for row in there])
    for row in nearly:
        why[row.id].append(Why("Similar name"))
    areas = _areas_of([row.id for row in groups])
    people = [
        Suggestion(one.name, f"{one.role.label}, {one.group}", one.organisation_id, is_person=True)
        for one in people_named(wanted.q)[:PEOPLE]
    ]
    return [*(Suggestion(row.name, _about(row, areas[row.id], why[row.id]), row.id) for row in groups), *people]


def _named(wanted: Wanted) -> list[Any]:
    folded = fold(wanted.q)
    name = literal(" ") + Organisation.sort_name
    near = case((name.startswith(f" {folded}"), 0), (name.contains(f" {folded}"), 1), else_=2)
    found = matching(wanted, *COLUMNS).order_by(near, Organisation.sort_name, Organisation.id)
    return list(db.session.execute(found.limit(GROUPS)))


def _areas_of(organisation_ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    if organisation_ids:
        wanted = select(OrganisationArea.organisation_id, Area.name).join(OrganisationArea.area)
        here = (OrganisationArea.organisation_id.in_(organisation_ids), OrganisationArea.ended_on.is_(None))
        for row in db.session.execute(wanted.where(*here).order_by(Area.name)):
            found[row.organisation_id].append(row.name)
    return found


def _about(row: Any, areas: Sequence[str], why: Sequence[Why]) -> str:
    parts = [", ".join([row.kind.label, *areas]), *(" ".join(filter(None, one)) for one in why)]
    return ". ".join(parts)
