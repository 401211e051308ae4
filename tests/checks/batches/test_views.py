"""From planning a day to the applications with the DBS; staff of other areas see none of it."""

from collections.abc import Callable
from html import unescape
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.checks import actions as check_actions
from crm.checks.batches import actions
from crm.checks.batches.models import Appointment, Batch
from crm.checks.models import CheckStep, DbsCheck, SentBackFor
from crm.organisations.models import Organisation
from tests.checks.batches.conftest import Planned, Teacher
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import Visitor, forms

SignIn = Callable[[Account], Visitor]
PLAN: dict[str, Any] = {
    "held_on-day": "22",
    "held_on-month": "11",
    "held_on-year": "2026",
    "place": "Al-Noor’s hall",
    "body": "Newham Council",
    "places": "10",
    "starts_at": "6:30pm",
    "minutes_each": "20",
}


def look(visitor: Visitor, url: str) -> str:
    answer = visitor.get(url)
    assert answer.status_code == 200
    return " ".join(unescape(answer.text).replace("<bdi>", "").replace("</bdi>", "").split())


def press(visitor: Visitor, page: str, action: str) -> str:
    """Press a button of a page, and read what is said then."""
    given = dict(forms(visitor.get(page).text))[action]
    return look(visitor, str(visitor.post(action, data=given).location))


def test_a_day_from_its_plan_to_the_dbs(
    adviser: Visitor, madrasa: Organisation, teacher: Teacher, session: Session
) -> None:
    role = teacher("Amina Begum")
    assert adviser.submit("/checks/batches/new", **PLAN).status_code == 303
    page = f"/checks/batches/{session.scalars(select(Batch.id)).one()}"
    assert adviser.submit(f"{page}/groups/{madrasa.id}", roles=[str(role.id)]).location == page
    assert "1, 6:30pm" in look(adviser, page)
    result = f"result_{session.scalars(select(Appointment.id)).one()}"
    answers: dict[str, Any] = {result: "applied", "are_sixteen": "yes"}
    adviser.submit(f"{page}/day", **answers)
    assert "the applications are with the DBS" in press(adviser, page, f"{page}/send")
    assert session.scalars(select(DbsCheck.step)).one() is CheckStep.WITH_DBS


def test_no_batch_says_what_one_is_for(adviser: Visitor) -> None:
    assert "No batch is planned yet" in look(adviser, "/checks/batches")


def test_what_was_missing_is_asked_beside_the_person(
    adviser: Visitor, planned: Planned, teacher: Teacher, ada: Account
) -> None:
    batch = planned()
    (appointment,) = actions.give_places(batch, [teacher("Amina Begum")], ada)
    answers: dict[str, Any] = {f"result_{appointment.id}": "sent_back"}
    page = adviser.submit(f"/checks/batches/{batch.id}/day", **answers).text
    assert f'href="#missing_{appointment.id}"' in page


def test_a_group_finds_its_way_to_the_batch(
    adviser: Visitor, madrasa: Organisation, planned: Planned, teacher: Teacher
) -> None:
    batch, _ = planned(), teacher("Amina Begum")
    assert f"/organisations/{madrasa.id}/checks/batches" in look(adviser, f"/organisations/{madrasa.id}/checks")
    chosen = look(adviser, f"/organisations/{madrasa.id}/checks/batches")
    assert f"/checks/batches/{batch.id}/groups/{madrasa.id}" in chosen
    assert "Al-Noor Madrasa" in look(adviser, f"/checks/batches/{batch.id}/groups?q=noor")


def test_who_was_taken_out_has_no_turn_any_more(
    adviser: Visitor, planned: Planned, teacher: Teacher, ada: Account, session: Session
) -> None:
    batch = planned()
    (appointment,) = actions.give_places(batch, [teacher("Amina Begum")], ada)
    said = press(adviser, f"/checks/batches/{batch.id}", f"/checks/appointments/{appointment.id}/take-out")
    assert "Taken out of the batch" in said
    assert "Nobody has a place yet" in said
    assert session.scalars(select(DbsCheck.step)).one() is CheckStep.REQUIRED


def test_a_batch_that_was_called_off_can_be_called_on(
    adviser: Visitor, make: Make, newham: Area, planned: Planned
) -> None:
    batch = planned(held_on=planned().held_on.replace(month=12))
    page = f"/checks/batches/{batch.id}"
    assert "Called off on 22 November 2026" in press(adviser, page, f"{page}/call-off")
    assert "Called off on" not in press(adviser, page, f"{page}/put-back")


def test_people_of_groups_outside_are_counted_and_not_named(
    adviser: Visitor, make: Make, planned: Planned, teacher: Teacher, ada: Account
) -> None:
    batch = planned()
    actions.give_places(batch, [teacher("Hidden Person", make.organisation(make.area()))], ada)
    page = look(adviser, f"/checks/batches/{batch.id}")
    assert "1 person of groups outside your areas" in page
    assert "Hidden Person" not in page
    assert "1 of 2 places left" in page


def test_staff_of_another_area_do_not_find_the_batch(make: Make, signed_in: SignIn, planned: Planned) -> None:
    visitor = signed_in(make.adviser(make.area()))
    for page in ("", "/edit", "/day", "/groups"):
        assert visitor.get(f"/checks/batches/{planned().id}{page}").status_code == 404


def test_each_turn_stands_in_the_history_of_the_group(
    planned: Planned, teacher: Teacher, ada: Account, session: Session, madrasa: Organisation
) -> None:
    (appointment,) = actions.give_places(planned(), [teacher("Amina Begum")], ada)
    actions.take_out(appointment, ada)
    session.commit()
    told = session.scalars(select(AuditEntry.event).where(AuditEntry.organisation_id == madrasa.id))
    assert {"dbs_appointment.made", "dbs_appointment.taken_out"} <= set(told)


def test_the_board_lists_each_step_by_who_waits_longest(
    adviser: Visitor, make: Make, teacher: Teacher, ada: Account, session: Session
) -> None:
    check_actions.need(teacher("Amina Begum"), ada)
    make.dbs_check(teacher("Yusuf Ali"))
    back = make.dbs_check(teacher("Maryam Khan"))
    check_actions.send_back(back, back.applied_on, SentBackFor.NAMES, ada)  # type: ignore[arg-type]
    session.flush()
    page = look(adviser, "/checks")
    for words in ("Needed (1)", "Sent back (1)", "Applied for (1)", "Amina Begum"):
        assert words in page
    assert "Yusuf Ali" not in page
    assert "Not every name they have used was given" in look(adviser, "/checks?step=sent_back")


def test_the_board_of_another_area_is_empty(make: Make, signed_in: SignIn, teacher: Teacher, ada: Account) -> None:
    make.dbs_check(teacher("Yusuf Ali"))
    page = look(signed_in(make.adviser(make.area())), "/checks")
    assert "Nobody waits at this step" in page
    assert "Yusuf Ali" not in page


def test_a_batch_costs_as_much_for_two_people_as_for_one(
    adviser: Visitor, planned: Planned, teacher: Teacher, ada: Account
) -> None:
    batch = planned()
    costs = []
    for name in ("Amina Begum", "Yusuf Ali"):
        actions.give_places(batch, [teacher(name)], ada)
        adviser.get(f"/checks/batches/{batch.id}")
        with statements() as said:
            adviser.get(f"/checks/batches/{batch.id}")
        costs.append(len(said))
    assert costs[0] == costs[1] <= 6
