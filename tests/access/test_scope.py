"""The forms of query of stack.md 8, each narrowed; and the writes that are refused."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.globals import _cv_app
from sqlalchemy import delete, exists, func, select, union_all, update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from crm.access.models import Layer
from crm.access.scope import EVERYWHERE, NOWHERE, OutOfScope, Reach, Scope, ScopeNotSet, enter, every_area
from crm.areas.models import Area
from crm.audit.models import AuditEntry, AuditValue
from crm.core import clock
from crm.engagement.models import FollowUp
from crm.extensions import db
from crm.organisations.models import Organisation, OrganisationArea, Statement, Venue
from crm.people.models import Person, Role, RoleClass, Task
from tests.factories import Make

ours = aliased(Organisation)

# Each asks for the names of groups in its own way.
FORMS: dict[str, Callable[[], Any]] = {
    "entities": lambda: [o.name for o in db.session.scalars(select(Organisation))],
    "columns": lambda: db.session.scalars(select(Organisation.name)).all(),
    "alias": lambda: db.session.scalars(select(ours.name)).all(),
    "subquery": lambda: db.session.scalars(select(select(Organisation.name).subquery().c.name)).all(),
    "scalar subquery": lambda: [db.session.scalar(select(select(func.max(Organisation.name)).scalar_subquery()))],
    "common table": lambda: db.session.scalars(select(select(Organisation.name).cte().c.name)).all(),
    "union": lambda: db.session.scalars(union_all(select(Organisation.name), select(Organisation.name))).all(),
    "join from an unscoped table": lambda: db.session.scalars(
        select(Organisation.name).select_from(Area).join(Organisation, Organisation.lead_area_id == Area.id)
    ).all(),
    "alias joined by a condition": lambda: db.session.scalars(
        select(ours.name).select_from(Area).join(ours, ours.lead_area_id == Area.id)
    ).all(),
    "alias joined by a condition, where there is one": lambda: [
        name
        for name in db.session.scalars(
            select(ours.name).select_from(Area).outerjoin(ours, ours.lead_area_id == Area.id)
        )
        if name
    ],
    "implicit join": lambda: db.session.scalars(
        select(Organisation.name).where(Organisation.lead_area_id == Area.id)
    ).all(),
    "through its rows": lambda: db.session.scalars(
        select(Organisation.name).where(Organisation.areas.any(OrganisationArea.ended_on.is_(None)))
    ).all(),
    "joined load": lambda: [
        row.organisation.name
        for row in db.session.scalars(select(OrganisationArea).options(joinedload(OrganisationArea.organisation)))
    ],
    "selectin load": lambda: [
        row.organisation.name
        for row in db.session.scalars(select(OrganisationArea).options(selectinload(OrganisationArea.organisation)))
    ],
    "update": lambda: db.session.scalars(
        update(Organisation).values(contact_note="seen").returning(Organisation.name)
    ).all(),
    "exists": lambda: ["theirs" for _ in range(_exists("theirs"))],
}


def _exists(name: str) -> int:
    return int(bool(db.session.scalar(select(exists().where(Organisation.name == name)))))


@contextmanager
def under(app: Flask, scope: Scope | None) -> Iterator[None]:
    """A session of its own, as a request has one."""
    token = _cv_app.set(None)  # type: ignore[arg-type]
    try:
        with app.app_context():
            if scope is not None:
                enter(scope)
            yield
    finally:
        _cv_app.reset(token)


def everything_in(*areas: Area) -> Scope:
    reach = Reach(areas=frozenset(area.id for area in areas))
    return Scope(reach, reach, reach)


@pytest.fixture
def two_areas(make: Make) -> tuple[Area, Area]:
    mine, other = make.area(), make.area()
    make.organisation(mine, name="ours")
    make.organisation(other, name="theirs")
    return mine, other


@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_query_reaches_another_area(app: Flask, two_areas: tuple[Area, Area], form: str) -> None:
    with under(app, everything_in(two_areas[0])):
        names = set(FORMS[form]())
    assert "theirs" not in names
    assert form == "exists" or names == {"ours"}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_query_finds_what_is_in_scope_for_somebody_else(
    app: Flask, two_areas: tuple[Area, Area], form: str
) -> None:
    with under(app, everything_in(two_areas[0])):
        FORMS[form]()
    with under(app, everything_in(two_areas[1])):
        assert set(FORMS[form]()) == {"theirs"}


def test_region_wide_adds_no_condition(app: Flask, two_areas: tuple[Area, Area]) -> None:
    with under(app, Scope(EVERYWHERE, EVERYWHERE, EVERYWHERE)):
        assert set(FORMS["columns"]()) == {"ours", "theirs"}


def test_nothing_is_in_scope_until_somebody_says_so(app: Flask, two_areas: tuple[Area, Area]) -> None:
    with under(app, None), pytest.raises(StatementError) as refused:
        FORMS["columns"]()
    assert isinstance(refused.value.orig, ScopeNotSet)


def test_a_reach_of_nowhere_finds_nothing(app: Flask, two_areas: tuple[Area, Area]) -> None:
    with under(app, Scope()):
        assert FORMS["columns"]() == []


def test_a_group_reaches_its_own_organisation_only(app: Flask, make: Make, two_areas: tuple[Area, Area]) -> None:
    own = make.organisation(two_areas[1], name="our own")
    reach = Reach(organisations=frozenset({own.id}))
    with under(app, Scope(reach, reach)):
        assert FORMS["columns"]() == ["our own"]


def test_an_area_that_ended_is_out_of_reach(app: Flask, make: Make, session: Session) -> None:
    left, stays = make.area(), make.area()
    moved = make.organisation(stays, left)
    moved.areas[1].ended_on = clock.today()
    session.flush()
    with under(app, everything_in(left)):
        assert FORMS["columns"]() == []


def test_the_scope_of_a_session_cannot_change(app: Flask, two_areas: tuple[Area, Area]) -> None:
    with under(app, everything_in(two_areas[0])), pytest.raises(RuntimeError, match="cannot change"):
        enter(everything_in(two_areas[1]))


def test_every_area_ends_with_its_block(app: Flask, two_areas: tuple[Area, Area]) -> None:
    with under(app, everything_in(two_areas[0])):
        with every_area("a test"):
            assert set(FORMS["columns"]()) == {"ours", "theirs"}
        assert set(FORMS["columns"]()) == {"ours"}


def test_layers_are_narrowed_each_for_itself(app: Flask, make: Make, two_areas: tuple[Area, Area]) -> None:
    mine, other = two_areas
    theirs = make.organisation(other)
    make.keep(Statement(organisation_id=theirs.id, subject="policy", answer="no", stated_on=clock.today()))
    both = Reach(areas=frozenset({mine.id, other.id}))
    with under(app, Scope(both, Reach(areas=frozenset({mine.id})), NOWHERE)):
        assert db.session.scalar(select(func.count(Organisation.id))) == 3
        assert db.session.scalar(select(func.count(Statement.id))) == 0


def test_area_private_rows_are_seen_by_their_own_area_only(app: Flask, make: Make) -> None:
    mine, other = make.area(), make.area()
    shared = make.organisation(mine, other)
    owner = make.adviser(mine)
    make.keep(
        FollowUp(organisation_id=shared.id, area_id=mine.id, owner_id=owner.id, what="Ring", due_on=clock.today())
    )
    for area, seen in ((mine, 1), (other, 0)):
        with under(app, everything_in(area)):
            assert db.session.scalar(select(func.count(FollowUp.id))) == seen


def test_a_person_is_seen_through_a_role_and_for_a_year_after_it(app: Flask, make: Make, session: Session) -> None:
    area = make.area()
    group = make.organisation(area)
    person = make.keep(Person(name="Ada", sort_name="ada"))
    role = make.keep(
        Role(person_id=person.id, organisation_id=group.id, role_class=RoleClass.COOK, task=Task.NO_CHILDREN)
    )
    for days, seen in ((None, 1), (300, 1), (400, 0)):
        role.ended_on = clock.today() - dt.timedelta(days=days) if days else None
        session.flush()
        with under(app, everything_in(area)):
            assert db.session.scalar(select(func.count(Person.id))) == seen


def test_what_is_told_of_a_person_is_seen_by_whoever_sees_the_person(app: Flask, make: Make) -> None:
    mine, other = make.area(), make.area()
    person = make.role(make.organisation(mine)).person
    told = {"event": "person.changed", "table_name": "person", "layer": Layer.CORE, "changes": {}}
    entry = make.keep(AuditEntry(row_id=person.id, **told))
    make.keep(AuditValue(entry_id=entry.id, column_name="phone", before=None, after="+442079460001"))
    both = Reach(areas=frozenset({mine.id, other.id}))
    assured_elsewhere = Scope(both, Reach(areas=frozenset({other.id})), both)
    for scope, seen in ((everything_in(mine), 1), (everything_in(other), 0), (assured_elsewhere, 0)):
        with under(app, scope):
            for kind in (AuditEntry, AuditValue):
                assert db.session.scalar(select(func.count(kind.id))) == seen


def test_a_row_cannot_be_written_for_a_group_out_of_scope(app: Flask, two_areas: tuple[Area, Area]) -> None:
    theirs = db.session.scalars(select(Organisation.id).where(Organisation.name == "theirs")).one()
    with under(app, everything_in(two_areas[0])):
        db.session.add(Venue(organisation_id=theirs, precision="exact"))
        with pytest.raises(OutOfScope):
            db.session.flush()


def test_a_private_row_cannot_be_written_for_another_area(app: Flask, make: Make) -> None:
    mine, other = make.area(), make.area()
    shared, owner = make.organisation(mine, other), make.adviser(mine)
    with under(app, everything_in(mine)):
        db.session.add(
            FollowUp(organisation_id=shared.id, area_id=other.id, owner_id=owner.id, what="Ring", due_on=clock.today())
        )
        with pytest.raises(OutOfScope):
            db.session.flush()


def test_a_row_cannot_be_moved_to_a_group_out_of_scope(app: Flask, make: Make, two_areas: tuple[Area, Area]) -> None:
    ids = {name: key for key, name in db.session.execute(select(Organisation.id, Organisation.name))}
    venue = make.keep(Venue(organisation_id=ids["ours"], precision="exact"))
    with under(app, everything_in(two_areas[0])):
        known = db.session.scalars(select(Venue).where(Venue.id == venue.id)).one()
        known.organisation_id = ids["theirs"]
        with pytest.raises(OutOfScope):
            db.session.flush()


def test_a_delete_leaves_other_areas_alone(app: Flask, make: Make, two_areas: tuple[Area, Area]) -> None:
    ids = {name: key for key, name in db.session.execute(select(Organisation.id, Organisation.name))}
    for key in ids.values():
        make.keep(Venue(organisation_id=key, precision="exact"))
    with under(app, everything_in(two_areas[0])):
        db.session.execute(delete(Venue))
        db.session.commit()
    assert db.session.scalars(select(Venue.organisation_id)).all() == [ids["theirs"]]


def test_a_new_group_needs_a_lead_area_of_mine(app: Flask, make: Make) -> None:
    mine, other = make.area(), make.area()
    with under(app, everything_in(mine)):
        db.session.add(
            Organisation(
                name="New",
                sort_name="new",
                search_names="new",
                kind="madrasa",
                faith="muslim",
                lead_area_id=other.id,
                areas=[make.new_link(other)],
            )
        )
        with pytest.raises(OutOfScope):
            db.session.flush()
