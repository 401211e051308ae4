import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, and_, exists, func, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core.paging import Cursor, Order, Page, page
from crm.extensions import db
from crm.handover.models import Handover, Part
from crm.handover.parts import ASSIGNED, held, held_by, in_words
from crm.organisations.models import Organisation, OrganisationArea

# Of each part, on the page that shows all of them.
MOST_SHOWN = 25
MOST_TO_TICK = 50


class Post(NamedTuple):
    """What one person holds in an area, by part."""

    id: int
    name: str
    active: bool
    counts: dict[Part, int]


class Line(NamedTuple):
    part: Part
    id: int
    organisation_id: int
    group: str
    sort_name: str
    what: str
    on: dt.date | None


def posts_in(area_id: int) -> list[Post]:
    """Everybody who holds anything in an area, by name; also those whose account is closed."""
    rows = held([area_id])
    wanted = (
        select(Account.id, Account.name, Account.active, rows.c.part, func.count())
        .join(rows, rows.c.account_id == Account.id)
        .group_by(Account.id, Account.name, Account.active, rows.c.part)
        .order_by(func.lower(Account.name), Account.id)
    )
    posts: dict[int, Post] = {}
    for account_id, name, active, part, count in db.session.execute(wanted):
        posts.setdefault(account_id, Post(account_id, name, active, {})).counts[Part(part)] = count
    return list(posts.values())


def counts_of(account_id: int, area_ids: Collection[int]) -> dict[int, dict[Part, int]]:
    """By area; only those where the person holds anything."""
    rows = held(area_ids, account_id)
    wanted = select(Area.id, rows.c.part, func.count()).join(rows, rows.c.area_id == Area.id)
    found: dict[int, dict[Part, int]] = {}
    for area_id, part, count in db.session.execute(wanted.group_by(Area.id, rows.c.part).order_by(Area.id)):
        found.setdefault(area_id, {})[Part(part)] = count
    return found


def _lines(account_id: int, area_id: int) -> tuple[Any, Any]:
    rows = held([area_id], account_id)
    group = (Organisation.id.label("organisation_id"), Organisation.name.label("group"), Organisation.sort_name)
    wanted = select(rows.c.part, rows.c.id, *group, rows.c.what, rows.c.on)
    return rows, wanted.join(rows, rows.c.organisation_id == Organisation.id)


def _read(wanted: Any) -> list[Line]:
    rows = [(Part(row.part), row) for row in db.session.execute(wanted)]
    return [
        Line(part, row.id, row.organisation_id, row.group, row.sort_name, in_words(part, row.what), row.on)
        for part, row in rows
    ]


def first_lines(account_id: int, area_id: int) -> dict[Part, list[Line]]:
    """The first of each part, by the group's name."""
    rows, wanted = _lines(account_id, area_id)
    place = func.row_number().over(partition_by=rows.c.part, order_by=(Organisation.sort_name, rows.c.id))
    told = wanted.add_columns(place.label("place"), rows.c.account_id).subquery()
    # Through an entity: the scope narrows no statement that names none.
    first = select(told).join(Account, Account.id == told.c.account_id).where(told.c.place <= MOST_SHOWN)
    parts: dict[Part, list[Line]] = {}
    for line in _read(first.order_by(told.c.part, told.c.place)):
        parts.setdefault(line.part, []).append(line)
    return parts


def lines_page(account_id: int, area_id: int, part: Part, cursor: Cursor | None) -> Page[Line]:
    rows, wanted = _lines(account_id, area_id)
    order = Order(Organisation.sort_name, rows.c.id, lambda line: (line.sort_name, line.id))
    return page(wanted.where(rows.c.part == part.value), order, cursor, _read)


def to_hand_over(account_id: int, area_id: int) -> tuple[list[tuple[int, str]], int]:
    """The first groups, by link and name, where somebody holds what nobody is offered yet; and how many there are."""
    link = OrganisationArea
    wanted = (
        select(link.id, Organisation.name, func.count().over())
        .join(link.organisation)
        .where(link.area_id == area_id, held_by(account_id), ~_offered_by(account_id))
        .order_by(Organisation.sort_name, link.id)
        .limit(MOST_TO_TICK)
    )
    rows = db.session.execute(wanted).all()
    return [(row[0], row[1]) for row in rows], rows[0][2] if rows else 0


def _offered_by(account_id: int) -> Any:
    """The condition on an organisation_area under which its group waits for a successor's answer."""
    return exists().where(
        Handover.organisation_id == OrganisationArea.organisation_id,
        Handover.area_id == OrganisationArea.area_id,
        Handover.leaver_id == account_id,
        Handover.accepted_on.is_(None),
    )


def links_held(account_id: int, area_id: int) -> Sequence[OrganisationArea]:
    """Where somebody holds anything."""
    return db.session.scalars(_links_held(account_id, area_id)).all()


def links_to_offer(
    account_id: int, area_id: int, link_ids: Collection[int] | None = None
) -> Sequence[OrganisationArea]:
    """Those of the links, or all, where somebody holds what nobody is offered yet."""
    wanted = _links_held(account_id, area_id).where(~_offered_by(account_id))
    if link_ids is not None:
        wanted = wanted.where(OrganisationArea.id.in_(link_ids))
    return db.session.scalars(wanted).all()


def _links_held(account_id: int, area_id: int) -> Any:
    link = OrganisationArea
    wanted = select(link).join(link.organisation).where(link.area_id == area_id, held_by(account_id))
    return wanted.options(joinedload(link.organisation)).order_by(link.id)


def owned(account_id: int, area_id: int, organisation_ids: Collection[int]) -> dict[str, Sequence[Any]]:
    """The open rows of one person with these groups, by the name of their table."""
    return {
        one.name: db.session.scalars(
            select(one.table)
            .where(one.table.owner_id == account_id, one.is_open)
            .where(one.table.area_id == area_id, one.table.organisation_id.in_(organisation_ids))
            .order_by(one.table.id)
        ).all()
        for one in ASSIGNED
    }


def _handovers() -> Any:
    leaver, successor = joinedload(Handover.leaver), joinedload(Handover.successor)
    return (
        select(Handover)
        .join(Handover.organisation)
        .options(
            contains_eager(Handover.organisation),
            joinedload(Handover.area),
            leaver.lazyload(Account.grants),
            successor.lazyload(Account.grants),
        )
    )


def handover(handover_id: int) -> Handover:
    found: Handover = db.session.scalars(_handovers().where(Handover.id == handover_id)).one()
    return found


def offers_to(successor_id: int, handover_ids: Collection[int] | None = None) -> Sequence[Handover]:
    """What waits for somebody's answer, by whom it comes from."""
    wanted = _handovers().where(Handover.successor_id == successor_id, Handover.accepted_on.is_(None))
    if handover_ids is not None:
        wanted = wanted.where(Handover.id.in_(handover_ids))
    return db.session.scalars(wanted.order_by(Handover.leaver_id, Organisation.sort_name, Handover.id).limit(500)).all()


def offered_already(links: Collection[OrganisationArea], leaver_id: int) -> Sequence[Handover]:
    """What waits for an answer of these links. Whoever else offers one of them waits until this transaction ends."""
    ids = [link.id for link in links]
    db.session.execute(select(OrganisationArea.id).where(OrganisationArea.id.in_(ids)).with_for_update(key_share=True))
    offered_by = joinedload(Handover.offered_by).lazyload(Account.grants)
    same = (OrganisationArea.organisation_id == Handover.organisation_id, OrganisationArea.area_id == Handover.area_id)
    wanted = _handovers().join(OrganisationArea, and_(*same)).where(OrganisationArea.id.in_(ids)).options(offered_by)
    return db.session.scalars(
        wanted.where(Handover.leaver_id == leaver_id, Handover.accepted_on.is_(None)).order_by(Handover.id)
    ).all()


def lock_offers(handovers: Collection[Handover]) -> Sequence[Handover]:
    """Those that still wait for an answer, as they are now; anybody else who answers them waits for this one."""
    wanted = select(Handover).where(Handover.id.in_([one.id for one in handovers]), Handover.accepted_on.is_(None))
    locked = wanted.order_by(Handover.id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(locked).all()


def lock(handover: Handover) -> Handover | None:
    """As it is now, once nobody else is at it; None when it was taken back meanwhile."""
    wanted = select(Handover).where(Handover.id == handover.id)
    locked = wanted.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(locked).one_or_none()


def count_offered(successor_id: int) -> ScalarSelect[int]:
    """To be asked for along with other counts."""
    return select(func.count(Handover.id)).filter_by(successor_id=successor_id, accepted_on=None).scalar_subquery()


def accepted_by(successor_id: int, since: dt.date) -> Sequence[Handover]:
    wanted = _handovers().where(Handover.successor_id == successor_id, Handover.accepted_on >= since)
    return db.session.scalars(wanted.order_by(Handover.id.desc()).limit(MOST_SHOWN)).all()


def handed_over_by(leaver_id: int, area_id: int) -> Sequence[Handover]:
    """What was offered, those first that wait for an answer."""
    wanted = _handovers().where(Handover.leaver_id == leaver_id, Handover.area_id == area_id)
    order = (Handover.accepted_on.is_not(None), Handover.id.desc())
    return db.session.scalars(wanted.order_by(*order).limit(MOST_SHOWN)).all()


def promises_with(handovers: Collection[Handover]) -> dict[tuple[int, int], int]:
    """How much the leavers have open with the groups, by leaver and group."""
    counts: dict[tuple[int, int], int] = {}
    leavers, groups = ({getattr(one, name) for one in handovers} for name in ("leaver_id", "organisation_id"))
    for one in ASSIGNED:
        key = (one.table.owner_id, one.table.organisation_id)
        wanted = select(*key, func.count()).where(one.is_open, key[0].in_(leavers), key[1].in_(groups))
        for owner_id, organisation_id, count in db.session.execute(wanted.group_by(*key)):
            counts[owner_id, organisation_id] = counts.get((owner_id, organisation_id), 0) + count
    return counts


def person(account_id: int) -> Account:
    wanted = select(Account).where(Account.id == account_id)
    return db.session.scalars(wanted.options(selectinload(Account.grants))).one()


def offers_left(account_id: int) -> Sequence[Handover]:
    """Offers from or to somebody that wait for an answer."""
    of_person = (Handover.leaver_id == account_id) | (Handover.successor_id == account_id)
    return db.session.scalars(select(Handover).where(of_person, Handover.accepted_on.is_(None))).all()


def areas_held(account_id: int) -> list[tuple[int, str, int]]:
    """Where anything is assigned to somebody: the areas, and with how many groups."""
    link = OrganisationArea
    wanted = (
        select(Area.id, Area.name, func.count())
        .join(link, link.area_id == Area.id)
        .join(link.organisation)
        .where(held_by(account_id))
        .group_by(Area.id, Area.name)
        .order_by(Area.name)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(wanted)]


def still_assigned() -> Any:
    """Account, area and number of groups, of what is assigned to closed accounts; for the doctor."""
    link = OrganisationArea
    return (
        select(Account.id, link.area_id, func.count())
        .select_from(Account)
        .join(link, true())
        .join(link.organisation)
        .where(~Account.active, held_by(Account.id))
        .group_by(Account.id, link.area_id)
    )
