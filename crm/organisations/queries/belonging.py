"""What a group belongs to, who belongs to it, who meets in its rooms; and what it said that it has none of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select, union_all

from crm.access.scope import every_area
from crm.extensions import db
from crm.organisations.kinds import Lack, Membership, RelationKind
from crm.organisations.models import Organisation, OrganisationTradition, Relation, SaidNone, Tradition, Venue

# Relations of which a group may have many that point to it, so that they are listed apart.
ELSEWHERE, AT, NO_PLACE = "a group in another area", "At the place of", "No fixed place"
POINTING_HERE = (RelationKind.MEMBER_OF, RelationKind.MEETS_AT)


def is_open_relation(kind: RelationKind) -> tuple[ColumnElement[bool], ...]:
    return Relation.kind == kind, Relation.ended_on.is_(None), Relation.removed_at.is_(None)


def _members() -> Select[Any]:
    return select(Relation.organisation_id).where(*is_open_relation(RelationKind.MEMBER_OF))


def _without() -> Select[Any]:
    return select(SaidNone.organisation_id).where(SaidNone.lack == Lack.UMBRELLA, SaidNone.ended_on.is_(None))


def stands_so(membership: Membership) -> ColumnElement[bool]:
    """On Organisation. A membership that is written down counts before what was said earlier."""
    belongs, says_none = Organisation.id.in_(_members()), Organisation.id.in_(_without())
    if membership is Membership.BELONGS:
        return belongs
    return ~belongs & (says_none if membership is Membership.NONE else ~says_none)


def said_none(organisation_id: int, lack: Lack) -> SaidNone | None:
    """What it says today."""
    wanted = select(SaidNone).filter_by(organisation_id=organisation_id, lack=lack, ended_on=None)
    return db.session.scalars(wanted).one_or_none()


def said_none_row(organisation_id: int, none_id: int) -> SaidNone:
    wanted = select(SaidNone).filter_by(organisation_id=organisation_id, id=none_id, ended_on=None)
    return db.session.scalars(wanted).one()


def is_member(organisation_id: int) -> bool:
    wanted = _members().where(Relation.organisation_id == organisation_id)
    return db.session.execute(wanted.limit(1)).first() is not None


def has_place(organisation_id: int) -> bool:
    """A place of its own, or one that it uses as a guest."""
    own = select(Venue.id).where(Venue.organisation_id == organisation_id, Venue.ended_on.is_(None))
    of_host = select(Relation.id).where(
        Relation.organisation_id == organisation_id, *is_open_relation(RelationKind.MEETS_AT)
    )
    return db.session.execute(own.union_all(of_host).limit(1)).first() is not None


def belongs_to(what: str, kind: RelationKind, elsewhere: str) -> Select[Any]:
    """Rows of organisation_id, what, and the name of each group that it is linked to today."""
    name = func.coalesce(Organisation.name, elsewhere).label("name")
    linked_to: Any = select(Relation.organisation_id, literal(what).label("what"), name).where(*is_open_relation(kind))
    joined: Select[Any] = linked_to.outerjoin(Organisation, Organisation.id == Relation.other_id)
    return joined


def says_none(what: str, lack: Lack, words: str) -> Select[Any]:
    """Rows like those of `belongs_to`, of what groups said that they have none of."""
    wanted: Any = select(SaidNone.organisation_id, literal(what).label("what"), literal(words).label("name"))
    said: Select[Any] = wanted.where(SaidNone.lack == lack, SaidNone.ended_on.is_(None))
    return said


def instead_of_a_place(organisation_id: int) -> list[str]:
    """Of a group without a place of its own: whose places it uses, or that it has none."""
    of = (
        belongs_to("host", RelationKind.MEETS_AT, ELSEWHERE).where(Relation.organisation_id == organisation_id),
        says_none("none", Lack.PLACE, NO_PLACE).where(SaidNone.organisation_id == organisation_id),
    )
    return [f"{AT} {row.name}" if row.what == "host" else row.name for row in db.session.execute(union_all(*of))]


def pointing_here(organisation_id: int) -> dict[RelationKind, int]:
    """How many groups are its members or guests today, whoever may see them."""
    wanted = (
        select(Relation.kind, func.count().label("many"))
        .where(Relation.other_id == organisation_id, Relation.kind.in_(POINTING_HERE))
        .where(Relation.ended_on.is_(None), Relation.removed_at.is_(None))
        .group_by(Relation.kind)
    )
    with every_area("how many members and guests of other areas a group has"):
        return {row.kind: row.many for row in db.session.execute(wanted)}


@dataclass(frozen=True)
class Linked:
    """The relations of a group by what they say; `many` counts those of today that point here, seen or not."""

    hosts: list[Any]
    guests: list[Any]
    memberships: list[Any]
    members: list[Any]
    others: list[Any]
    many: Mapping[RelationKind, int]


def linked(organisation_id: int, relations: Iterable[Any]) -> Linked:
    """`relations` as the Details tab reads them; a place that it used as a guest once is one of the `others`."""
    lists: dict[str, list[Any]] = defaultdict(list)
    for one in relations:
        if one.removed_at is None:
            lists[_list_of(one, is_outward=one.organisation_id == organisation_id)].append(one)
    names = ("hosts", "guests", "memberships", "members", "others")
    return Linked(**{name: lists[name] for name in names}, many=defaultdict(int, pointing_here(organisation_id)))


def _list_of(relation: Any, *, is_outward: bool) -> str:
    if relation.kind is RelationKind.MEMBER_OF:
        return "memberships" if is_outward else "members"
    if relation.kind is RelationKind.MEETS_AT and not is_outward:
        return "guests"
    return "hosts" if relation.kind is RelationKind.MEETS_AT and relation.ended_on is None else "others"


def guests_of(organisation_id: int) -> tuple[Sequence[Any], int]:
    """The groups in reach that meet in its rooms (columns `id` and `name`), and how many more there are."""
    wanted = (
        select(Organisation.id, Organisation.name)
        .join(Relation, Relation.organisation_id == Organisation.id)
        .where(Relation.other_id == organisation_id, *is_open_relation(RelationKind.MEETS_AT))
        .order_by(Organisation.sort_name, Organisation.id)
    )
    seen = db.session.execute(wanted).all()
    return seen, pointing_here(organisation_id).get(RelationKind.MEETS_AT, 0) - len(seen)


def further_traditions(*columns: Any) -> Select[Any]:
    """Those besides the first, as far as they are of the faith that the group has now."""
    return (
        select(*columns)
        .select_from(OrganisationTradition)
        .join(Tradition, Tradition.id == OrganisationTradition.tradition_id)
        .join(Organisation, Organisation.id == OrganisationTradition.organisation_id)
        .where(Tradition.faith == Organisation.faith)
        .where(or_(Organisation.tradition_id.is_(None), Organisation.tradition_id != Tradition.id))
    )


def tradition_rows(organisation_id: int) -> list[OrganisationTradition]:
    wanted = select(OrganisationTradition).where(OrganisationTradition.organisation_id == organisation_id)
    return list(db.session.scalars(wanted))
