import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.checks import actions as check_actions
from crm.checks.batches import actions
from crm.checks.batches.models import Appointment, Result
from crm.checks.batches.rules import Answer, Plan
from crm.checks.models import CheckStep, DbsCheck, SentBackFor
from crm.core.errors import RuleBroken
from tests.checks.batches.conftest import TODAY, Planned, Teacher
from tests.factories import Make


def numbers(session: Session) -> list[int]:
    return sorted(session.scalars(select(Appointment.number)))


def test_people_get_the_next_free_turns_and_a_check_that_is_needed(
    planned: Planned, teacher: Teacher, ada: Account, session: Session
) -> None:
    batch, roles = planned(), [teacher("Amina Begum"), teacher("Yusuf Ali")]
    made = actions.give_places(batch, roles, ada)
    assert [one.number for one in made] == [1, 2]
    assert {check.step for check in session.scalars(select(DbsCheck))} == {CheckStep.REQUIRED}


def test_a_turn_that_was_given_back_is_given_out_again(
    planned: Planned, teacher: Teacher, ada: Account, session: Session
) -> None:
    batch = planned()
    first, _ = actions.give_places(batch, [teacher("Amina Begum"), teacher("Yusuf Ali")], ada)
    actions.take_out(first, ada)
    actions.give_places(batch, [teacher("Maryam Khan")], ada)
    assert numbers(session) == [1, 2]


def test_no_more_people_than_places(planned: Planned, teacher: Teacher, ada: Account, session: Session) -> None:
    batch = planned(places=1)
    with pytest.raises(RuleBroken, match="1 place is left"):
        actions.give_places(batch, [teacher("Amina Begum"), teacher("Yusuf Ali")], ada)
    assert numbers(session) == []


def test_the_database_gives_a_turn_once(planned: Planned, teacher: Teacher, ada: Account, session: Session) -> None:
    (first,) = actions.give_places(planned(), [teacher("Amina Begum")], ada)
    other = check_actions.need(teacher("Yusuf Ali"), ada)
    same = {"organisation_id": first.organisation_id, "batch_id": first.batch_id, "number": first.number}
    session.add(Appointment(**same, dbs_check_id=other.id))
    with pytest.raises(IntegrityError):
        session.flush()


def test_nobody_waits_in_two_batches(planned: Planned, teacher: Teacher, ada: Account) -> None:
    role = teacher("Amina Begum")
    actions.give_places(planned(), [role], ada)
    with pytest.raises(RuleBroken, match="Amina Begum is in the batch of 22 November 2026 already"):
        actions.give_places(planned(), [role], ada)


def test_who_has_applied_is_not_put_into_a_batch(make: Make, planned: Planned, teacher: Teacher, ada: Account) -> None:
    role = teacher("Amina Begum")
    make.dbs_check(role)
    with pytest.raises(RuleBroken, match="Amina Begum has applied already"):
        actions.give_places(planned(), [role], ada)


def test_a_day_is_recorded_person_by_person(planned: Planned, teacher: Teacher, ada: Account) -> None:
    batch = planned(places=3)
    roles = [teacher(name) for name in ("Amina Begum", "Yusuf Ali", "Maryam Khan")]
    came, sent_away, absent = actions.give_places(batch, roles, ada)
    answers = {
        came.id: Answer(Result.APPLIED),
        sent_away.id: Answer(Result.SENT_BACK, SentBackFor.DOCUMENT),
        absent.id: Answer(Result.DID_NOT_COME),
    }
    actions.record_day(batch, answers, True, ada)
    assert (came.check.step, came.check.applied_on) == (CheckStep.APPLIED, TODAY)
    assert (sent_away.check.step, sent_away.check.sent_back_for) == (CheckStep.REQUIRED, SentBackFor.DOCUMENT)
    assert (absent.check.step, absent.result) == (CheckStep.REQUIRED, Result.DID_NOT_COME)


def test_what_is_wrong_with_one_is_said_beside_it(planned: Planned, teacher: Teacher, ada: Account) -> None:
    batch, role = planned(), teacher("Amina Begum")
    (appointment,) = actions.give_places(batch, [role], ada)
    role.ended_on = TODAY
    with pytest.raises(RuleBroken) as refused:
        actions.record_day(batch, {appointment.id: Answer(Result.APPLIED)}, True, ada)
    assert refused.value.field == f"result_{appointment.id}"


def test_who_was_sent_away_comes_to_the_next_batch(planned: Planned, teacher: Teacher, ada: Account) -> None:
    first, role = planned(), teacher("Amina Begum")
    (appointment,) = actions.give_places(first, [role], ada)
    actions.record_day(first, {appointment.id: Answer(Result.SENT_BACK, SentBackFor.NAMES)}, False, ada)
    (again,) = actions.give_places(planned(), [role], ada)
    assert again.dbs_check_id == appointment.dbs_check_id


def test_an_application_that_came_back_goes_on_in_the_next_batch(
    make: Make, planned: Planned, teacher: Teacher, ada: Account
) -> None:
    role = teacher("Amina Begum")
    check = make.dbs_check(role)
    check_actions.send_back(check, TODAY, SentBackFor.FORM, ada)
    batch = planned()
    (appointment,) = actions.give_places(batch, [role], ada)
    actions.record_day(batch, {appointment.id: Answer(Result.APPLIED)}, True, ada)
    assert (check.step, check.sent_back_on) == (CheckStep.APPLIED, None)


def test_all_that_was_applied_for_goes_to_the_dbs_but_what_came_back(
    planned: Planned, teacher: Teacher, ada: Account
) -> None:
    batch = planned()
    made = actions.give_places(batch, [teacher("Amina Begum"), teacher("Yusuf Ali")], ada)
    actions.record_day(batch, {one.id: Answer(Result.APPLIED) for one in made}, True, ada)
    check_actions.send_back(made[1].check, TODAY, SentBackFor.ADDRESSES, ada)
    actions.send_all(batch, ada)
    assert [one.check.step for one in made] == [CheckStep.WITH_DBS, CheckStep.APPLIED]


def test_a_day_of_which_something_is_recorded_stays(planned: Planned, teacher: Teacher, ada: Account) -> None:
    batch = planned()
    (appointment,) = actions.give_places(batch, [teacher("Amina Begum")], ada)
    actions.record_day(batch, {appointment.id: Answer(Result.DID_NOT_COME)}, False, ada)
    moved = Plan(TODAY + dt.timedelta(days=1), "The hall", "The council", 2)
    with pytest.raises(RuleBroken, match="the day can no longer be changed"):
        actions.change_batch(batch, moved, ada)
    with pytest.raises(RuleBroken, match="can no longer be called off"):
        actions.call_off(batch, ada)


def test_a_batch_is_called_off_and_on_again(planned: Planned, teacher: Teacher, ada: Account, newham: Area) -> None:
    batch = planned()
    actions.call_off(batch, ada)
    with pytest.raises(RuleBroken, match="called off"):
        actions.give_places(batch, [teacher("Amina Begum")], ada)
    actions.put_back(batch, ada)
    assert actions.give_places(batch, [teacher("Yusuf Ali")], ada)[0].batch.area_id == newham.id


def test_who_was_sent_away_comes_back_later_that_day(planned: Planned, teacher: Teacher, ada: Account) -> None:
    batch, role = planned(), teacher("Amina Begum")
    (appointment,) = actions.give_places(batch, [role], ada)
    actions.record_day(batch, {appointment.id: Answer(Result.SENT_BACK, SentBackFor.DOCUMENT)}, False, ada)
    with pytest.raises(RuleBroken, match="is in the batch of 22 November 2026 already"):
        actions.give_places(batch, [role], ada)
    actions.record_day(batch, {appointment.id: Answer(Result.APPLIED)}, True, ada)
    assert (appointment.check.step, appointment.check.sent_back_on) == (CheckStep.APPLIED, None)


def test_who_was_marked_as_sent_away_by_mistake_is_not_sent_back(
    planned: Planned, teacher: Teacher, ada: Account
) -> None:
    batch = planned()
    (appointment,) = actions.give_places(batch, [teacher("Amina Begum")], ada)
    for answer in (Answer(Result.SENT_BACK, SentBackFor.DOCUMENT), Answer(Result.DID_NOT_COME)):
        actions.record_day(batch, {appointment.id: answer}, False, ada)
    assert (appointment.result, appointment.check.sent_back_on) == (Result.DID_NOT_COME, None)
