import datetime as dt
import threading
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.access.scope import every_area
from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.standards.actions import assessing, plans
from crm.standards.models import Assessment, PlanAction, Voice
from crm.standards.queries import assessments as queries
from crm.standards.rules.colours import Given, Reply
from tests.factories import Make
from tests.standards.questions import YES, in_use, say
from tests.support.web import Visitor

SignIn = Callable[[Account], Visitor]


class World(NamedTuple):
    area: Area
    group: Organisation
    adviser: Account
    visitor: Visitor
    assessment_id: int

    @property
    def page(self) -> str:
        return f"/assessments/{self.assessment_id}"

    def found(self) -> Assessment:
        return queries.assessment_with_set(self.assessment_id)


@pytest.fixture
def world(make: Make, signed_in: SignIn) -> Iterator[World]:
    """One red, one amber, one green."""
    with clock.set_to(dt.date(2026, 11, 22)):
        area = make.area()
        group, adviser = make.organisation(area, name="Light House"), make.adviser(area)
        made = queries.assessment_with_set(assessing.start(group, in_use(), adviser).id)
        say(made, Voice.ADVISER, adviser, A1=Given(Reply.NO), A2=Given(Reply.PARTLY), B1=YES)
        assessing.finish(made, adviser)
        yield World(area, group, adviser, signed_in(adviser), made.id)


def planned(session: Session) -> list[tuple[str, str, dt.date]]:
    wanted = select(PlanAction.what, PlanAction.owner, PlanAction.due_on).order_by(PlanAction.due_on)
    return [(row.what, row.owner, row.due_on) for row in session.execute(wanted)]


def test_one_click_makes_an_action_of_each_red_and_amber_answer(world: World, session: Session) -> None:
    assert world.visitor.submit(world.page).status_code == 303
    assert planned(session) == [
        ("Put in place, and show your adviser: The document", "Safeguarding lead", dt.date(2026, 12, 20)),
        ("Finish, and show your adviser: Was it reviewed?", "Safeguarding lead", dt.date(2027, 2, 14)),
    ]
    assert "Make a plan" not in world.visitor.get(world.page).text


def test_made_twice_the_plan_is_made_once(world: World, session: Session) -> None:
    plans.make_plan(world.found(), world.adviser)
    with pytest.raises(RuleBroken, match="in the plan already"):
        plans.make_plan(world.found(), world.adviser)
    assert len(planned(session)) == 2
    of = {"organisation_id": world.group.id, "assessment_id": world.assessment_id, "due_on": clock.today()}
    first = session.scalars(select(PlanAction.criterion_id)).first()
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(PlanAction(**of, criterion_id=first, what="Again", owner="Somebody"))


def test_two_who_make_the_plan_at_once_make_it_once(separate_app: Flask) -> None:
    with separate_app.app_context(), every_area("a test looks at everything"):
        make = Make()
        actor = make.adviser(area := make.area())
        made = queries.assessment_with_set(assessing.start(make.organisation(area), in_use(), actor).id)
        say(made, Voice.ADVISER, actor, A1=Given(Reply.NO), A2=Given(Reply.PARTLY), B1=Given(Reply.NO))
        assessing.finish(made, actor)
        key, actor_id = made.id, actor.id
        db.session.commit()
        both_ready = threading.Barrier(2)
        refused: list[str] = []

        def press() -> None:
            both_ready.wait()
            with separate_app.app_context(), every_area("somebody makes the plan"):
                try:
                    plans.make_plan(queries.assessment_with_set(key), db.session.get_one(Account, actor_id))
                    db.session.commit()
                except RuleBroken as broken:
                    refused.append(broken.message)

        threads = [threading.Thread(target=press) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert refused == ["Everything red or amber is in the plan already"]
        assert db.session.scalar(select(func.count(PlanAction.id))) == 3


def test_a_plan_follows_from_a_finished_assessment_alone(world: World) -> None:
    again = queries.assessment_with_set(assessing.start(world.group, world.found().standard_set, world.adviser).id)
    with pytest.raises(RuleBroken, match="Finish the assessment first"):
        plans.make_plan(again, world.adviser)


def first_action(world: World, session: Session) -> int:
    plans.make_plan(world.found(), world.adviser)
    session.flush()
    return int(session.scalars(select(PlanAction.id).order_by(PlanAction.id)).first() or 0)


def test_an_action_is_changed(world: World, session: Session) -> None:
    key = first_action(world, session)
    day: dict[str, Any] = {"due_on-day": "1", "due_on-month": "3", "due_on-year": "2027"}
    answer = world.visitor.submit(f"/plan-actions/{key}/edit", what="Write it", owner="أمينة بيغم", **day)
    assert answer.status_code == 303
    assert ("Write it", "أمينة بيغم", dt.date(2027, 3, 1)) in planned(session)
    assert "Enter who sees to it" in world.visitor.submit(f"/plan-actions/{key}/edit", owner="").text


def test_who_sees_to_it_is_held_up_where_it_may_tell_of_a_child(world: World, session: Session) -> None:
    key = first_action(world, session)
    held_up = world.visitor.submit(f"/plan-actions/{key}/edit", owner="Maryam (9)").text
    assert "seems to hold the age of one child" in held_up


def test_what_is_done_is_ticked_off_and_can_be_opened_again(world: World, make: Make, session: Session) -> None:
    key = first_action(world, session)
    assert "Light House" in world.visitor.get("/action-plans").text
    world.visitor.submit(world.page, form=1)
    done = session.scalars(select(PlanAction.done_on).where(PlanAction.id == key)).one()
    assert done == dt.date(2026, 11, 22)
    assert world.visitor.get("/action-plans").text.count("Light House") == 1
    world.visitor.submit(world.page, form=2)
    session.expire_all()
    assert world.visitor.get("/action-plans").text.count("Light House") == 2


def test_the_group_sees_its_plan_and_ticks_off_what_it_did(
    world: World, make: Make, session: Session, signed_in: SignIn
) -> None:
    key = first_action(world, session)
    lead = signed_in(make.group_account(world.group))
    page = f"/my-group{world.page}"
    assert "Put in place, and show your adviser: The document" in lead.get(page).text
    lead.submit(page, form=1)
    assert session.scalars(select(PlanAction.done_on).where(PlanAction.id == key)).one() == clock.today()


def test_an_empty_list_says_where_actions_come_from(make: Make, signed_in: SignIn) -> None:
    assert "you can make an action plan from it" in signed_in(make.adviser(make.area())).get("/action-plans").text
