"""What stands in the way is asked with a contact and with a refusal, shown, and ended when it is overcome."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.core import clock
from crm.engagement.models import Barrier, BarrierKind
from crm.organisations.kinds import Stage
from crm.organisations.models import Organisation
from tests.factories import Make
from tests.merging.twins import merge
from tests.support.statements import statements, writes
from tests.support.web import Visitor, forms

CALL: dict[str, Any] = {"method": "phone", "outcome": "info_sent"}


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, areas=[make.new_link(newham, stage=Stage.MET)])


def log(visitor: Visitor, group: Organisation, barrier: str, **answers: Any) -> Any:
    return visitor.submit(f"/organisations/{group.id}/activities/new", **CALL, barrier=barrier, **answers)


def mark(visitor: Visitor, group: Organisation, barrier_id: int, mark: str) -> int:
    token = forms(visitor.get(f"/organisations/{group.id}/contact").text)[0][1]["csrf_token"]
    return visitor.post(f"/barriers/{barrier_id}/{mark}", data={"csrf_token": token}).status_code


def stored(make: Make, group: Organisation, **values: Any) -> Barrier:
    usual = {"organisation_id": group.id, "area_id": group.lead_area_id, "kind": BarrierKind.HIERARCHY}
    return make.keep(Barrier(**usual | {"noted_on": clock.today()} | values))


def test_what_stands_in_the_way_is_noted_with_a_contact_once(
    adviser: Visitor, session: Session, group: Organisation
) -> None:
    log(adviser, group, "hierarchy")
    log(adviser, group, "hierarchy", note="Again")
    log(adviser, group, "english_language")
    kinds = session.scalars(select(Barrier.kind).order_by(Barrier.id)).all()
    assert kinds == [BarrierKind.HIERARCHY, BarrierKind.ENGLISH_LANGUAGE]
    page = adviser.get(f"/organisations/{group.id}/contact").text
    assert page.index("What stands in the way") < page.index("English language")


def test_a_refusal_says_what_stands_in_the_way(adviser: Visitor, session: Session, group: Organisation) -> None:
    answers = {"stage": "declined", "reason": "Too busy", "barriers": ["limited_time_money"]}
    assert adviser.submit(f"/organisations/{group.id}/stage", **answers).status_code == 303  # type: ignore[arg-type]
    row = session.execute(select(Barrier.kind, Barrier.activity_id)).one()
    assert row == (BarrierKind.LIMITED_TIME_MONEY, None)


def test_a_barrier_is_overcome_and_put_back(adviser: Visitor, make: Make, group: Organisation) -> None:
    barrier = stored(make, group)
    page = f"/organisations/{group.id}/contact"
    for _ in range(2):
        assert mark(adviser, group, barrier.id, "overcome") == 303
    assert barrier.ended_on == clock.today()
    assert "Put back" in adviser.get(page).text
    mark(adviser, group, barrier.id, "put-back")
    assert barrier.ended_on is None


def test_one_that_was_noted_again_meanwhile_is_not_put_back_beside_it(
    adviser: Visitor, make: Make, group: Organisation
) -> None:
    old = stored(make, group, ended_on=clock.today())
    stored(make, group)
    assert mark(adviser, group, old.id, "put-back") == 303
    assert old.ended_on == clock.today()


def test_another_area_knows_of_no_barrier(make: Make, adviser: Visitor, newham: Area) -> None:
    group = make.organisation(make.area(), newham)
    barrier = stored(make, group)
    assert "Hierarchy" not in adviser.get(f"/organisations/{group.id}/contact").text
    assert mark(adviser, group, barrier.id, "overcome") == 404


def test_ten_barriers_are_written_in_one_statement(adviser: Visitor, group: Organisation) -> None:
    address = f"/organisations/{group.id}/stage"
    given = forms(adviser.get(address).text)[-1][1]
    many = {"stage": "declined", "reason": "Too busy", "barriers": [kind.value for kind in list(BarrierKind)[:10]]}
    with statements() as said:
        adviser.post(address, data={**given, **many})
    assert len(writes([one for one in said if "INTO barrier" in one])) == 1


def test_of_two_records_a_barrier_stands_once(make: Make, session: Session, newham: Area, group: Organisation) -> None:
    twin = make.organisation(newham)
    for one in (group, twin):
        stored(make, one)
    stored(make, twin, kind=BarrierKind.ENGLISH_LANGUAGE)
    merge(group, twin, make.adviser(newham))
    rows = session.execute(select(Barrier.organisation_id, Barrier.kind).order_by(Barrier.kind)).all()
    assert [tuple(row) for row in rows] == [
        (group.id, BarrierKind.ENGLISH_LANGUAGE),
        (group.id, BarrierKind.HIERARCHY),
    ]


def test_a_barrier_stands_once(make: Make, group: Organisation) -> None:
    stored(make, group, ended_on=clock.today())
    stored(make, group)
    with pytest.raises(IntegrityError):
        stored(make, group)
