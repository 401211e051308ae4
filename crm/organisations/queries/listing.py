"""The list of groups, a page at a time, and the stubs of groups in other areas."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from crm.access.scope import EVERYWHERE, NOWHERE, Reach, every_area
from crm.accounts.models import Account
from crm.areas.box import Box
from crm.areas.models import Area
from crm.core.among import among
from crm.core.labels import Labelled
from crm.core.paging import Cursor, Order, Page, page
from crm.core.text import fold
from crm.extensions import db
from crm.organisations.kinds import ENGAGED, Faith, Membership, OrganisationKind, ShownStage, Sort, Stage, Still
from crm.organisations.models import Organisation, OrganisationArea
from crm.organisations.queries import belonging, drawn, former, stages
from crm.organisations.queries.former import name_matches
from crm.organisations.queries.wards import in_ward
from crm.organisations.reach import found_by_area

STUBS = 5
CHOICES = 20
STUB_LETTERS = 3


@dataclass(frozen=True)
class Wanted:
    """What the list is asked for. `ward` is a code. `narrowed` is a condition on Organisation that the map adds.

    `box` is a part of the map, `only` are groups that somebody chose one by one.
    `stages_in` is where the person may read stages; of other areas they learn only that a group is engaged.
    `homes_in` is where they may find a group by its home or its secret place.
    """

    q: str = ""
    area_id: int | None = None
    ward: str | None = None
    kind: OrganisationKind | None = None
    faith: Faith | None = None
    stage: ShownStage | None = None
    member: Membership | None = None
    still: Still = Still.OPEN
    box: Box | None = None
    only: Sequence[int] | None = None
    stages_in: Reach = EVERYWHERE
    homes_in: Reach = NOWHERE
    narrowed: ColumnElement[bool] | None = None


_STILL: dict[Still, tuple[ColumnElement[bool], ...]] = {
    Still.OPEN: (Organisation.closed_on.is_(None),),
    Still.CLOSED: (Organisation.closed_on.is_not(None),),
    Still.ANY: (),
}

# By a typed name, people in reach who are somebody in a group: rows of `Found`. The feature of people brings one.
PEOPLE_NAMED: list[Callable[[str], Sequence["Found"]]] = []


class Found(NamedTuple):
    """A person, and what they are to a group."""

    name: str
    role: Labelled
    organisation_id: int
    group: str


def people_named(q: str) -> list[Found]:
    return [found for find in PEOPLE_NAMED for found in find(q)]


ORDERS = {
    Sort.NAME: Order(Organisation.sort_name, Organisation.id, lambda row: (row.sort_name, row.id)),
    Sort.NEWEST: Order(Organisation.id, Organisation.id, lambda row: (row.id, row.id), descending=True),
    Sort.CHANGED: Order(
        Organisation.updated_at, Organisation.id, lambda row: (row.updated_at, row.id), descending=True
    ),
}
COLUMNS: tuple[Any, ...] = (
    Organisation.id,
    Organisation.name,
    Organisation.name_is_placeholder,
    Organisation.sort_name,
    Organisation.search_names,
    Organisation.kind,
    Organisation.faith,
    Organisation.closed_on,
)


def groups_page(wanted: Wanted, sort: Sort, cursor: Cursor | None) -> Page[Any]:
    """Rows of columns, not entities."""
    columns = (*COLUMNS, Organisation.updated_at)
    return page(matching(wanted, *columns), ORDERS[sort], cursor, lambda found: db.session.execute(found).all())


def how_many(wanted: Wanted) -> int:
    return int(db.session.scalar(matching(wanted, func.count()).select_from(Organisation)) or 0)


def how_many_up_to(most: int, wanted: Wanted, reach: Reach) -> int:
    """One more than `most` stands for any larger number, so that a page does not count a whole region."""
    by_link = wanted.area_id or (wanted.stage and reach.everywhere)
    ids = _by_link(wanted) if by_link else gathered(wanted, reach, Organisation.id)
    return int(db.session.scalar(select(func.count()).select_from(ids.limit(most + 1).subquery())) or 0)


def _by_link(wanted: Wanted) -> Select[Any]:
    """Ids as of `matching`, gone through by the areas of groups: there a stage is found sooner than group by group."""
    found = matching(replace(wanted, area_id=None, stage=None), Organisation.id).distinct()
    return _of_link(found.join(OrganisationArea, OrganisationArea.organisation_id == Organisation.id), wanted)


def how_many_open_up_to(most: int, area_ids: Collection[int]) -> int:
    """As `how_many_up_to`, of all groups in these areas that are not closed."""
    with every_area("how many groups there are in areas that the caller has checked"):
        asked = {"areas": list(area_ids), "most": most + 1}
        return int(db.session.scalar(_open_up_to(), asked) or 0)


@cache
def _open_up_to() -> Select[Any]:
    """Built once, as `_not_found` is."""
    some = _open_in_areas(OrganisationArea.organisation_id).distinct().limit(bindparam("most", type_=Integer()))
    return select(func.count()).select_from(some.subquery())


def how_many_not_found(area_ids: Collection[int]) -> int:
    """Groups in these areas, not closed, that were found in none of them: the list has them, and coverage has not."""
    with every_area("how many groups were not found in areas that the caller has checked"):
        return int(db.session.scalar(_not_found(), {"areas": list(area_ids)}) or 0)


@cache
def _not_found() -> Select[Any]:
    """The statement of `how_many_not_found`, built once: every list of an area asks it."""
    other = aliased(OrganisationArea)
    is_found = exists().where(
        other.organisation_id == OrganisationArea.organisation_id,
        among(other.area_id, "areas"),
        other.ended_on.is_(None),
        other.stage != Stage.NOT_FOUND,
    )
    counted = _open_in_areas(func.count(OrganisationArea.organisation_id.distinct()))
    return counted.where(OrganisationArea.stage == Stage.NOT_FOUND, ~is_found)


def _open_in_areas(column: Any) -> Select[Any]:
    return (
        select(column)
        .join(Organisation, Organisation.id == OrganisationArea.organisation_id)
        .where(among(OrganisationArea.area_id, "areas"), OrganisationArea.ended_on.is_(None))
        .where(Organisation.closed_on.is_(None))
    )


def gathered(wanted: Wanted, reach: Reach, *columns: Any) -> Select[Any]:
    """As `matching`, for a query that goes through all of them: the groups of few areas are found by area."""
    found = matching(wanted, *columns)
    if reach.everywhere and not wanted.area_id:
        return found
    return found.where(found_by_area({wanted.area_id} if wanted.area_id else reach.areas))


def matching(wanted: Wanted, *columns: Any) -> Select[Any]:
    """These columns of the groups that are asked for, for any page that is filtered as the list is."""
    found: Select[Any] = select(*columns)
    if wanted.q:
        found = found.where(former.name_or_place_matches(wanted.q, wanted.homes_in))
    if wanted.kind:
        found = found.where(Organisation.kind == wanted.kind)
    if wanted.faith:
        found = found.where(Organisation.faith == wanted.faith)
    if wanted.member:
        found = found.where(belonging.stands_so(wanted.member))
    if wanted.ward:
        found = found.where(in_ward(wanted.ward))
    if wanted.area_id or wanted.stage:
        found = found.where(_link(wanted))
    return found.where(*_STILL[wanted.still], *_on_the_map(wanted))


def _on_the_map(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """What was chosen there."""
    if wanted.box:
        yield drawn.is_in(wanted.box)
    if wanted.only:
        yield Organisation.id.in_(wanted.only)
    if wanted.narrowed is not None:
        yield wanted.narrowed


def groups_named(q: str, except_id: int = 0) -> list[Any]:
    """A few groups in reach by name, to choose one from; without the one that asks."""
    return list(db.session.execute(_named(q).where(Organisation.id != except_id))) if q else []


def groups_called(typed: str, reach: Reach) -> list[Any]:
    """As `groups_named`: those that are open, where a permission is held."""
    here = true() if reach.everywhere else within(reach)
    return list(db.session.execute(_named(typed).where(Organisation.closed_on.is_(None), here))) if typed else []


def _named(q: str) -> Select[Any]:
    columns: tuple[Any, ...] = (Organisation.id, Organisation.name, Organisation.kind, Area.name.label("area_name"))
    found = select(*columns).join(Area, Area.id == Organisation.lead_area_id).where(name_matches(q))
    return found.order_by(Organisation.sort_name, Organisation.id).limit(CHOICES)


def _link(wanted: Wanted) -> ColumnElement[bool]:
    """One and the same open area has the stage, where both are asked for."""
    link = select(OrganisationArea.id).where(OrganisationArea.organisation_id == Organisation.id)
    return _of_link(link, wanted).correlate(Organisation).exists()


def _of_link(links: Select[Any], wanted: Wanted) -> Select[Any]:
    links = links.where(OrganisationArea.ended_on.is_(None))
    if wanted.area_id:
        links = links.where(OrganisationArea.area_id == wanted.area_id)
    if wanted.stage:
        links = stages.with_facts(links).where(_has_stage(wanted.stage, wanted.stages_in))
    return links


def _has_stage(stage: ShownStage, stages_in: Reach) -> ColumnElement[bool]:
    """Elsewhere than `stages_in`, a group has the stage that the person is told of."""
    here = stages.is_shown([stage])
    if stages_in.everywhere:
        return here
    is_own = OrganisationArea.area_id.in_(stages_in.areas)
    if stage is not ShownStage.ENGAGED:
        return and_(is_own, here)
    return or_(and_(is_own, here), and_(~is_own, stages.is_shown(ENGAGED)))


def links_of(organisation_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The open areas of some groups, each with the stage shown and its adviser, by name."""
    found: dict[int, list[Any]] = defaultdict(list)
    if organisation_ids:
        for row in db.session.execute(open_areas(), {"ids": organisation_ids}):
            found[row.organisation_id].append(row)
    return found


@cache
def open_areas() -> Select[Any]:
    """The statement of `links_of`, built once: the stage is a long expression."""
    links = (
        select(
            OrganisationArea.organisation_id,
            OrganisationArea.area_id,
            stages.shown_stage().label("stage"),
            Area.name,
            Account.name.label("adviser_name"),
        )
        .select_from(OrganisationArea)
        .join(Area, Area.id == OrganisationArea.area_id)
        .outerjoin(Account, Account.id == OrganisationArea.adviser_id)
        .where(among(OrganisationArea.organisation_id, "ids"))
        .where(OrganisationArea.ended_on.is_(None))
        .order_by(Area.name)
    )
    return stages.with_facts(links)


def stubs(q: str, reach: Reach) -> list[Any]:
    """Up to five groups out of reach: name, kind, lead area, adviser to ring (architecture.md 3, stub)."""
    if reach.everywhere or len(fold(q).replace(" ", "")) < STUB_LETTERS:
        return []
    wanted = (
        stub_columns()
        .where(name_matches(q), ~within(reach), Organisation.is_sensitive.is_(False))
        .where(Organisation.closed_on.is_(None), Organisation.name_is_placeholder.is_(False))
        .order_by(Organisation.sort_name, Organisation.id)
        .limit(STUBS)
    )
    with every_area("stubs of groups in other areas"):
        return list(db.session.execute(wanted))


def stub_columns(*others: Any) -> Select[Any]:
    """All that may ever be said of a group out of reach."""
    return (
        select(
            Organisation.name,
            Organisation.kind,
            Area.name.label("area_name"),
            Account.name.label("adviser_name"),
            Account.email.label("adviser_email"),
            *others,
        )
        .select_from(Organisation)
        .join(Area, Area.id == Organisation.lead_area_id)
        .join(
            OrganisationArea,
            (OrganisationArea.organisation_id == Organisation.id)
            & (OrganisationArea.area_id == Organisation.lead_area_id),
        )
        .outerjoin(Account, Account.id == OrganisationArea.adviser_id)
    )


_mine = aliased(OrganisationArea)


def within(reach: Reach) -> ColumnElement[bool]:
    """Whether a group is in reach, for a query of every area."""
    return exists().where(
        _mine.organisation_id == Organisation.id, _mine.area_id.in_(reach.areas), _mine.ended_on.is_(None)
    )
