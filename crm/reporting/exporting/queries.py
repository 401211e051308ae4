"""The groups of a list, a line each, read in parts so that memory does not grow with the list."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, literal, select, union_all
from sqlalchemy.orm import aliased

from crm.access.scope import NOWHERE, Reach
from crm.accounts.models import Account
from crm.areas.models import Area, Ward
from crm.core import clock
from crm.core.among import among
from crm.core.paging import Cursor, Page, page
from crm.engagement.models import FollowUp
from crm.extensions import db
from crm.organisations.kinds import Lack, Precision, RelationKind, Sort
from crm.organisations.models import (
    Community,
    Language,
    Organisation,
    OrganisationCommunity,
    OrganisationLanguage,
    OrganisationTradition,
    Relation,
    SaidNone,
    SourceRecord,
    Tradition,
    Venue,
)
from crm.organisations.queries.belonging import ELSEWHERE, NO_PLACE, belongs_to, further_traditions, says_none
from crm.organisations.queries.details import is_hidden
from crm.organisations.queries.listing import ORDERS, Wanted, matching, open_areas
from crm.people.models import Person, Role, RoleClass
from crm.reporting import expressions, rules
from crm.reporting.group_queries import facts_of_groups
from crm.reporting.models import AreaStanding, Standing
from crm.reporting.rules import days

PART = 1000


@dataclass(frozen=True)
class Reader:
    """Where the person may be told of a group's people, and of contact with it, and whether they ask for people."""

    assurance: Reach = NOWHERE
    private: Reach = NOWHERE
    people: Reach = NOWHERE
    with_people: bool = False


class Place(NamedTuple):
    """Where a group meets, as this person may be told: of a home in another area, its ward or area and nothing else."""

    address: str
    postcode: str | None
    area_name: str | None
    ward_name: str | None
    is_hidden: bool = False
    is_home: bool = False
    is_in_doubt: bool = False
    point: tuple[float, float] | None = None


Words = Mapping[tuple[int, str], Sequence[str]]


@dataclass(slots=True)
class Line:
    """A group with all that a file may say of it; `stands` has the code of each status and `policy_due_on`.

    `words` is shared with the lines beside it: an object to each of many thousand lines would take its time.
    """

    group: Any
    stands: Any
    links: Sequence[Any] = ()
    places: Sequence[Place] = ()
    words: Words = field(default_factory=dict)
    lead: Any = None
    next_step: Any = None
    last_contact_on: dt.date | None = None
    may_see_assurance: bool = False
    may_see_people: bool = False


_checked_by = aliased(Account)
_COLUMNS: tuple[Any, ...] = (
    Organisation.id,
    Organisation.name,
    Organisation.kind,
    Organisation.place_kind,
    Organisation.faith,
    Tradition.name.label("tradition"),
    Area.name.label("lead_area"),
    Organisation.charity_basis,
    Organisation.charity_number,
    Organisation.phone,
    Organisation.email,
    Organisation.website,
    Organisation.contact_note,
    Organisation.is_sensitive,
    Organisation.closed_on,
    Organisation.verified_on,
    _checked_by.name.label("checked_by"),
    Standing.changes_on,
    Standing.policy_due_on,
    expressions.policy(Standing).code().label("policy"),
    expressions.children(Standing).code().label("children"),
    expressions.lead(Standing).code().label("lead"),
    expressions.checks(Standing).code().label("checks"),
    expressions.training(Standing).code().label("training"),
)


def lines(wanted: Wanted, sort: Sort, reader: Reader) -> Iterator[Line]:
    """In the order of the list."""
    order = ORDERS[sort]
    directed = (column.desc() if order.descending else column for column in (order.column, order.key))
    found = groups(wanted).order_by(*directed)
    rows = db.session.execute(found, days(clock.today()), execution_options={"yield_per": PART})
    for part in rows.partitions():
        yield from told(part, reader)


def lines_page(wanted: Wanted, sort: Sort, cursor: Cursor | None, reader: Reader, size: int) -> Page[Line]:
    """The lines of one page, for paper."""
    found = groups(wanted).add_columns(Organisation.sort_name, Organisation.updated_at)
    today = days(clock.today())
    rows = page(found, ORDERS[sort], cursor, lambda part: db.session.execute(part, today).all(), size)
    return Page(told(rows.rows, reader), rows.previous, rows.next)


def groups(wanted: Wanted) -> Select[Any]:
    """The rows that `told` makes into lines; to be run with `days` of today."""
    return (
        matching(wanted, *_COLUMNS)
        .select_from(Organisation)
        .join(Area, Area.id == Organisation.lead_area_id)
        .outerjoin(Tradition, Tradition.id == Organisation.tradition_id)
        .outerjoin(_checked_by, _checked_by.id == Organisation.verified_by_id)
        .outerjoin(Standing, Standing.organisation_id == Organisation.id)
    )


def told(part: Sequence[Any], reader: Reader) -> list[Line]:
    """These groups with what belongs to them; as many statements for a thousand as for one."""
    found = {row.id: Line(row, row) for row in part}
    ids = list(found)
    _work_out_again(found)
    links = _links_of(ids)
    words = _words_of(ids)
    places = _places_of(found, ids, reader)
    for key, line in found.items():
        line.links = links.get(key, ())
        line.words = words
        line.places = places.get(key, ())
        line.may_see_assurance = _is_in(reader.assurance, line)
        line.may_see_people = _is_in(reader.people, line)
    if reader.private:
        _add_contact(found, ids, reader.private)
    if reader.with_people and reader.people:
        for row in db.session.execute(leads_of(ids)):
            if found[row.organisation_id].may_see_people:
                found[row.organisation_id].lead = row
    return list(found.values())


def _links_of(ids: list[int]) -> dict[int, list[Any]]:
    """The open areas of some groups, by name."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(_links(), {"ids": ids}).all():
        found[row.organisation_id].append(row)
    return found


@cache
def _links() -> Select[Any]:
    """The last contact is for the staff of that area alone."""
    return open_areas().add_columns(AreaStanding.last_contact_on)


class Stands(NamedTuple):
    """How a group stands today, by code."""

    policy_due_on: dt.date | None
    policy: str
    children: str
    lead: str
    checks: str
    training: str


def _work_out_again(found: dict[int, Line]) -> None:
    """What is kept of a group does not hold from the day on which a fact changes by itself (reporting.models)."""
    today = clock.today()
    stale = [key for key, line in found.items() if line.group.changes_on and line.group.changes_on <= today]
    for key, facts in facts_of_groups(stale, today).items():
        found[key].stands = Stands(
            facts.policy_due_on,
            rules.policy(facts, today),
            rules.children(facts),
            rules.lead(facts),
            rules.checks(facts, today),
            rules.training(facts, today),
        )


def _is_in(reach: Reach, line: Line) -> bool:
    """As `guard.can` says it of a group whose areas are loaded."""
    return reach.everywhere or any(link.area_id in reach.areas for link in line.links)


def _places_of(found: dict[int, Line], ids: list[int], reader: Reader) -> dict[int, list[Place]]:
    """Where they meet today, the place they have had longest first. Where a refuge is goes into no file."""
    wanted = (
        select(
            Venue.organisation_id,
            Venue.address,
            Venue.postcode,
            Venue.precision,
            Venue.area_id,
            Venue.unconfirmed_on,
            Venue.lat,
            Venue.lon,
            Area.name.label("area_name"),
            Ward.name.label("ward_name"),
        )
        .outerjoin(Area, Area.id == Venue.area_id)
        .outerjoin(Ward, Ward.id == Venue.ward_id)
        .where(among(Venue.organisation_id, ids), _is_open(Venue.ended_on))
        .order_by(Venue.organisation_id, Venue.id)
    )
    places: dict[int, list[Place]] = defaultdict(list)
    for row in db.session.execute(wanted).all():
        if not found[row.organisation_id].group.is_sensitive:
            places[row.organisation_id].append(_place(row, reader.assurance))
    return places


def _is_open(ended_on: Any) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = ended_on.is_(None) | (ended_on > clock.today())
    return condition


def _place(row: Any, reach: Reach) -> Place:
    """The point of a home is given to nobody, as on the map."""
    if is_hidden(row.precision, row.area_id, reach):
        return Place("", None, row.area_name, row.ward_name, is_hidden=True, is_home=True)
    is_home = row.precision is Precision.MASKED
    point = None if is_home or row.lat is None else (round(row.lon, 5), round(row.lat, 5))
    return Place(
        row.address,
        row.postcode,
        row.area_name,
        row.ward_name,
        is_home=is_home,
        is_in_doubt=row.unconfirmed_on is not None,
        point=point,
    )


def _words_of(ids: list[int]) -> Words:
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in db.session.execute(_words(), {"ids": ids}).all():
        found[row.organisation_id, row.what].append(row.name)
    return found


@cache
def _words() -> Any:
    """Languages, communities, what it belongs to and the like: one statement for short lists, each in order."""
    languages = select(
        OrganisationLanguage.organisation_id, literal("languages").label("what"), Language.name.label("name")
    ).join(Language, Language.id == OrganisationLanguage.language_id)
    communities = select(OrganisationCommunity.organisation_id, literal("communities"), Community.name).join(
        Community, Community.id == OrganisationCommunity.community_id
    )
    traditions = further_traditions(OrganisationTradition.organisation_id, literal("traditions"), Tradition.name)
    sources = select(SourceRecord.organisation_id, literal("sources"), SourceRecord.source).distinct()
    arms = (
        (languages, OrganisationLanguage),
        (communities, OrganisationCommunity),
        (traditions, OrganisationTradition),
        (belongs_to("umbrella", RelationKind.MEMBER_OF, ELSEWHERE), Relation),
        (says_none("no umbrella", Lack.UMBRELLA, "Belongs to none"), SaidNone),
        (belongs_to("host", RelationKind.MEETS_AT, ELSEWHERE), Relation),
        (says_none("no place", Lack.PLACE, NO_PLACE), SaidNone),
        (sources, SourceRecord),
    )
    return union_all(*(arm.where(among(kind.organisation_id, "ids")) for arm, kind in arms)).order_by("name")


def _add_contact(found: dict[int, Line], ids: list[int], reach: Reach) -> None:
    """The last contact and the next thing to do, of the person's own areas alone."""
    for key, row in next_steps(ids).items():
        found[key].next_step = row
    for line in found.values():
        days_of = [link.last_contact_on for link in line.links if reach.everywhere or link.area_id in reach.areas]
        line.last_contact_on = max((day for day in days_of if day), default=None)


def next_steps(ids: Sequence[int]) -> dict[int, Any]:
    """Of each group the open follow-up that is due first, in the areas where the person may read them."""
    wanted = (
        select(FollowUp.organisation_id, FollowUp.what, FollowUp.due_on)
        .where(among(FollowUp.organisation_id, ids), FollowUp.done_on.is_(None))
        .order_by(FollowUp.due_on.desc(), FollowUp.id.desc())
    )
    return {row.organisation_id: row for row in db.session.execute(wanted).all()}


def leads_of(ids: Sequence[int]) -> Any:
    return (
        select(Role.organisation_id, Person.name, Person.phone, Person.email)
        .join(Person, Person.id == Role.person_id)
        .where(among(Role.organisation_id, ids), Role.role_class == RoleClass.DESIGNATED_LEAD, _is_open(Role.ended_on))
        .order_by(Role.organisation_id, Role.ended_on.is_not(None).desc(), Role.id)
    )
