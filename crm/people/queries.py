import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from crm.access.scope import Reach, every_area
from crm.accounts.models import Account
from crm.accounts.queries import who_work_in
from crm.areas.models import Area
from crm.audit.queries import History, history_of_row
from crm.core.paging import Cursor
from crm.core.search import SHORTEST, names_holding
from crm.core.text import fold
from crm.extensions import db
from crm.organisations.models import Language, Organisation, OrganisationArea
from crm.organisations.queries.listing import Found
from crm.people import rules
from crm.people.models import SAFEGUARDING_CLASSES, Channel, Person, Role, RoleClass, TalksTo, Task

MOST_PEOPLE = 200
LIKELY = 10
ELSEWHERE = "Somebody outside your areas"


class Held(NamedTuple):
    """A role with who holds it, as the People tab shows it."""

    id: int
    role_class: RoleClass
    title: str
    task: Task
    started_on: dt.date | None
    ended_on: dt.date | None
    person_id: int
    name: str
    sort_name: str
    phone: str | None
    email: str | None
    channel: Channel | None
    needs_interpreter: bool | None
    talks_to: TalksTo | None
    best_time: str
    language: str | None

    @property
    def wishes(self) -> list[str]:
        return rules.wishes(self, self.language)

    @property
    def called(self) -> str:
        return self.title or self.role_class.label


class Named(NamedTuple):
    """A person and one thing that tells them from others of that name."""

    id: int
    name: str
    role_class: RoleClass
    group: str


@dataclass(frozen=True)
class Elsewhere:
    """A group out of reach at which a person holds a role; `area` is None where not even that may be told."""

    area: str | None
    adviser: str | None


def roles_of(organisation_id: int) -> list[Held]:
    """Open roles first, safeguarding ones leading; then those that ended within twelve months, latest first."""
    columns = (Role.id, Role.role_class, Role.title, Role.task, Role.started_on, Role.ended_on)
    who = (Person.id, Person.name, Person.sort_name, Person.phone, Person.email)
    reached = (Person.channel, Person.needs_interpreter, Person.talks_to, Person.best_time, Language.name)
    wanted: Any = select(*columns, *who, *reached).join(Role.person).outerjoin(Person.language)
    wanted = wanted.where(Role.organisation_id == organisation_id)
    newest_end = (Role.ended_on.is_not(None), Role.ended_on.desc(), Person.sort_name, Role.id)
    found = [Held(*row) for row in db.session.execute(wanted.order_by(*newest_end).limit(MOST_PEOPLE))]
    still = sorted(
        (held for held in found if held.ended_on is None),
        key=lambda held: rules.place_in_list(held.role_class, held.sort_name),
    )
    return [*still, *(held for held in found if held.ended_on)]


def found_by_name(typed: str) -> Sequence[Found]:
    """A few people with an open role at a group in reach; none under three letters, which many share."""
    if len(fold(typed)) < SHORTEST:
        return []
    wanted = _in_roles().where(names_holding(typed, Person.id, Person.sort_name, Person.sort_name))
    return [Found(*row) for row in db.session.execute(wanted)]


@cache
def _in_roles() -> Select[Any]:
    """Built once, since every search asks for people too."""
    columns: tuple[Any, ...] = (Person.name, Role.role_class, Organisation.id, Organisation.name.label("group"))
    return (
        select(*columns)
        .join(Role.person)
        .join(Role.organisation)
        .where(Role.ended_on.is_(None))
        .order_by(Person.sort_name, Organisation.sort_name, Role.id)
        .limit(LIKELY)
    )


class InGroup(NamedTuple):
    """A role with the group it is in, as the person's own page shows it."""

    id: int
    role_class: RoleClass
    title: str
    started_on: dt.date | None
    ended_on: dt.date | None
    organisation_id: int
    group: str


def roles_of_person(person_id: int) -> list[InGroup]:
    return roles_of_people([person_id]).get(person_id, [])


def roles_of_people(person_ids: Collection[int]) -> dict[int, list[InGroup]]:
    """At the groups in scope: open ones first, then those that ended, the latest first."""
    columns = (Role.id, Role.role_class, Role.title, Role.started_on, Role.ended_on, Role.organisation_id)
    wanted = (
        select(Role.person_id, *columns, Organisation.name)
        .join(Role.organisation)
        .where(Role.person_id.in_(person_ids))
        .order_by(Role.ended_on.is_not(None), Role.ended_on.desc(), Organisation.sort_name, Role.id)
        .limit(MOST_PEOPLE)
    )
    found: dict[int, list[InGroup]] = defaultdict(list)
    for row in db.session.execute(wanted):
        found[row.person_id].append(InGroup(*row[1:]))
    return found


def open_roles_of(organisation_id: int) -> list[Held]:
    return [held for held in roles_of(organisation_id) if held.ended_on is None]


def role_with_person(role_id: int) -> Role:
    wanted = select(Role).where(Role.id == role_id).options(joinedload(Role.person, innerjoin=True))
    return db.session.scalars(wanted).one()


def open_lead(organisation_id: int) -> Role | None:
    """The designated lead of today; a constraint lets there be one at most."""
    wanted = (
        select(Role)
        .join(Role.person)
        .where(
            Role.organisation_id == organisation_id,
            Role.role_class == RoleClass.DESIGNATED_LEAD,
            Role.ended_on.is_(None),
        )
        .options(joinedload(Role.person))
    )
    return db.session.scalars(wanted).one_or_none()


def name_of_lead(organisation_id: int) -> str | None:
    """The designated lead of today, by name alone."""
    wanted = select(Person.name).join(Role, Role.person_id == Person.id)
    is_open_lead = (Role.role_class == RoleClass.DESIGNATED_LEAD, Role.ended_on.is_(None))
    return db.session.scalars(wanted.where(Role.organisation_id == organisation_id, *is_open_lead)).one_or_none()


def has_safeguarding_contact(organisation_id: int) -> bool:
    """Whether a lead, a deputy or a contact is named today."""
    wanted = select(Role.id).where(
        Role.organisation_id == organisation_id, Role.ended_on.is_(None), Role.role_class.in_(SAFEGUARDING_CLASSES)
    )
    return db.session.scalars(wanted.limit(1)).first() is not None


def person_at(organisation_id: int, person_id: int) -> Person:
    """Somebody of this group: a person whom the group's own roles bring into scope."""
    wanted = select(Person).join(Role, Role.person_id == Person.id)
    here = wanted.where(Person.id == person_id, Role.organisation_id == organisation_id)
    return db.session.scalars(here.limit(1)).one()


def person_in_scope(person_id: int) -> Person:
    """With the language they like to talk in."""
    wanted = select(Person).where(Person.id == person_id).options(joinedload(Person.language))
    return db.session.scalars(wanted).one()


def history_of(person_id: int, reach: Reach, cursor: Cursor | None) -> History:
    """Who changed something from elsewhere is not named, as it would tell where else the person has a role."""
    page, happenings = history_of_row("person", person_id, cursor)
    if reach.everywhere:
        return page, happenings
    near = who_work_in(reach.areas, {one.actor_id for one in happenings if one.actor_id})
    told = [one if one.actor_id is None or one.actor_id in near else replace(one, by=ELSEWHERE) for one in happenings]
    return page, told


def languages() -> list[tuple[int, str]]:
    return [
        (row.id, row.name) for row in db.session.execute(select(Language.id, Language.name).order_by(Language.name))
    ]


def person_to_stay(person_id: int) -> Person | None:
    """Not merged away before this transaction ends; None if that has happened."""
    wanted = select(Person).where(Person.id == person_id).with_for_update(read=True, key_share=True)
    return db.session.scalars(wanted).one_or_none()


def open_role(person_id: int, organisation_id: int, role_class: RoleClass) -> Role | None:
    wanted = select(Role).filter_by(person_id=person_id, organisation_id=organisation_id, role_class=role_class)
    return db.session.scalars(wanted.where(Role.ended_on.is_(None))).one_or_none()


def has_safeguarding_role(person_id: int, organisation_id: int) -> bool:
    wanted = select(Role.id).filter_by(person_id=person_id, organisation_id=organisation_id)
    safeguarding = wanted.where(Role.ended_on.is_(None), Role.role_class.in_(SAFEGUARDING_CLASSES))
    return db.session.scalars(safeguarding.limit(1)).first() is not None


def person_called(name: str, organisation_id: int) -> Person | None:
    """Somebody of this group whose name is the same but for case, accents and punctuation."""
    wanted = select(Person).join(Role, Role.person_id == Person.id)
    here = wanted.where(Person.sort_name == fold(name), Role.organisation_id == organisation_id)
    return db.session.scalars(here.order_by(Person.id).limit(1)).first()


def people_like(name: str) -> list[Named]:
    """Those in scope of this name or, from three letters on, of a name that begins so; one line a person."""
    folded = fold(name)
    is_like: Any = Person.sort_name == folded
    if len(folded) >= 3:
        begins_so = and_(Person.sort_name > folded + " ", Person.sort_name < folded + " \U0010ffff")
        is_like = or_(is_like, begins_so)
    return named_by(is_like)


def others_named(typed: str, except_id: int) -> list[Named]:
    """A few people in scope with these words in their names, to choose one from."""
    return named_by(and_(names_holding(typed, Person.id, Person.sort_name, Person.sort_name), Person.id != except_id))


def named_by(condition: Any) -> list[Named]:
    """One line a person, a few of them."""
    wanted = (
        select(Person.id, Person.name, Role.role_class, Organisation.name)
        .join(Role, Role.person_id == Person.id)
        .join(Role.organisation)
        .where(condition)
        .order_by(Person.sort_name, Person.id, Role.ended_on.is_not(None), Role.id)
    )
    lines: dict[int, Named] = {}
    for row in db.session.execute(wanted.limit(LIKELY * 3)):
        lines.setdefault(row.id, Named(*row))
    return list(lines.values())[:LIKELY]


def groups_of(person_id: int) -> Sequence[str]:
    """The groups in scope where the person holds a role today, by name."""
    wanted = select(Organisation.name).join(Role, Role.organisation_id == Organisation.id)
    here = wanted.where(Role.person_id == person_id, Role.ended_on.is_(None)).distinct()
    return db.session.scalars(here.order_by(Organisation.name)).all()


def held_elsewhere(person_id: int) -> list[Elsewhere]:
    """The groups out of reach where the person holds a role today: whom to ask, and nothing else about them."""
    at = select(Role.organisation_id).where(Role.person_id == person_id, Role.ended_on.is_(None))
    mine = set(db.session.scalars(at))
    with every_area("who else holds a role for a person whose name is to change"):
        others = set(db.session.scalars(at)) - mine
        return [Elsewhere(*row) for row in db.session.execute(_whom_to_ask(others))] if others else []


def _whom_to_ask(organisation_ids: set[int]) -> Any:
    """A group marked sensitive is not even placed (architecture.md 3)."""
    lead = (OrganisationArea.organisation_id == Organisation.id) & (
        OrganisationArea.area_id == Organisation.lead_area_id
    )
    return (
        select(
            func.nullif(_unless_sensitive(Area.name), ""),
            func.nullif(_unless_sensitive(func.coalesce(Account.name, "")), ""),
        )
        .select_from(Organisation)
        .join(Area, Area.id == Organisation.lead_area_id)
        .join(OrganisationArea, lead)
        .outerjoin(Account, Account.id == OrganisationArea.adviser_id)
        .where(Organisation.id.in_(organisation_ids))
        .order_by(Area.name)
    )


def _unless_sensitive(column: Any) -> Any:
    return case((Organisation.is_sensitive, ""), else_=column)


def lock_group(organisation_id: int) -> None:
    """On PostgreSQL, so that two people who name a lead do it one after the other; SQLite has waited already."""
    db.session.execute(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update())
