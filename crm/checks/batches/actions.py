import datetime as dt
from collections.abc import Mapping, Sequence

from crm.accounts.models import Account
from crm.audit import record
from crm.checks import actions as check_actions
from crm.checks.batches import queries, rules
from crm.checks.batches.models import Appointment, Batch, Result
from crm.checks.batches.rules import Answer, Plan
from crm.checks.models import CheckStep, DbsCheck
from crm.checks.queries import checks_under_way
from crm.checks.rules.given import Kind
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.people.models import Role
from crm.people.queries import lock_group


def plan_batch(area_id: int, plan: Plan, actor: Account) -> Batch:
    rules.check_plan(plan, (), clock.today())
    batch = Batch(area_id=area_id)
    _set_plan(batch, plan)
    db.session.add(batch)
    db.session.flush()
    record.record("dbs_batch.planned", batch, actor)
    return batch


def change_batch(batch: Batch, plan: Plan, actor: Account) -> None:
    """A new first time moves everybody with it. The day stays once somebody has applied on it."""
    rules.check_open(batch)
    rules.check_plan(plan, queries.numbers_taken(batch.id), clock.today())
    if plan.held_on != batch.held_on and queries.has_results(batch.id):
        raise RuleBroken("What came of this day is recorded, so the day can no longer be changed", "held_on")
    _set_plan(batch, plan)
    record.record("dbs_batch.changed", batch, actor)


def _set_plan(batch: Batch, plan: Plan) -> None:
    batch.held_on, batch.starts_at, batch.minutes_each = plan.held_on, plan.starts_at, plan.minutes_each
    batch.places, batch.place, batch.body = plan.places, plan.place, plan.body


def call_off(batch: Batch, actor: Account) -> None:
    rules.check_open(batch)
    if queries.has_results(batch.id):
        raise RuleBroken("What came of this day is recorded, so it can no longer be called off")
    batch.called_off_on = clock.today()
    record.record("dbs_batch.called_off", batch, actor)


def put_back(batch: Batch, actor: Account) -> None:
    """It takes place after all; whoever has been put into another batch meanwhile is in both."""
    if batch.called_off_on is None:
        raise RuleBroken("Somebody has recorded already that it takes place after all")
    batch.called_off_on = None
    record.record("dbs_batch.put_back", batch, actor)


def give_places(batch: Batch, roles: Sequence[Role], actor: Account) -> list[Appointment]:
    """The next free turns for people of one group, in the order given. A check that nobody needed yet is needed now."""
    batch, group_id = queries.locked_batch(batch.id), roles[0].organisation_id
    rules.check_open(batch)
    lock_group(group_id)
    free = rules.free_numbers(batch, queries.numbers_taken(batch.id))
    rules.check_room(free, len(roles))
    under_way = checks_under_way(group_id)
    elsewhere = queries.taken_up_in(batch.id, [check.id for check in under_way.values()])
    _check_free(roles, under_way, elsewhere)
    checks = [under_way.get(role.id) or check_actions.need(role, actor) for role in roles]
    return [_place(batch, check, number, actor) for check, number in zip(checks, free, strict=False)]


def _check_free(roles: Sequence[Role], under_way: Mapping[int, DbsCheck], elsewhere: Mapping[int, Batch]) -> None:
    for role in roles:
        check = under_way.get(role.id)
        if check is not None and not rules.may_apply(check):
            raise RuleBroken(f"{role.person.name} has applied already", "roles")
        if check is not None and check.id in elsewhere:
            day = elsewhere[check.id].held_on
            raise RuleBroken(f"{role.person.name} is in the batch of {day:%-d %B %Y} already", "roles")


def _place(batch: Batch, check: DbsCheck, number: int, actor: Account) -> Appointment:
    appointment = Appointment(organisation_id=check.organisation_id, batch=batch, check=check, number=number)
    db.session.add(appointment)
    db.session.flush()
    record.record("dbs_appointment.made", appointment, actor)
    return appointment


def take_out(appointment: Appointment, actor: Account) -> None:
    if appointment.result is not None:
        raise RuleBroken("What came of this appointment is recorded already")
    record.record("dbs_appointment.taken_out", appointment, actor)
    db.session.delete(appointment)


def record_day(batch: Batch, answers: Mapping[int, Answer], are_sixteen: bool, actor: Account) -> None:
    """What came of the appointments, by their id. What is wrong with one is said beside it, and nothing is recorded."""
    rules.check_open(batch)
    rules.check_day(batch.held_on, clock.today())
    rules.check_answers(answers, are_sixteen)
    appointments = queries.appointments_of(batch.id)
    for appointment_id, answer in answers.items():
        try:
            _record_one(appointments[appointment_id], batch.held_on, answer, actor)
        except RuleBroken as broken:
            raise RuleBroken(broken.message, f"result_{appointment_id}") from broken


def _record_one(appointment: Appointment, held_on: dt.date, answer: Answer, actor: Account) -> None:
    if not rules.may_record(appointment.result):
        raise RuleBroken("Somebody else has recorded this meanwhile")
    if answer.result is Result.APPLIED:
        _apply(appointment.check, held_on, actor)
    elif answer.missing is not None:
        check_actions.send_back(appointment.check, held_on, answer.missing, actor)
    elif appointment.result is Result.SENT_BACK and appointment.check.sent_back_on is not None:
        check_actions.put_right(appointment.check, actor)
    appointment.result = answer.result
    record.record(f"dbs_appointment.{answer.result.value}", appointment, actor)


def _apply(check: DbsCheck, held_on: dt.date, actor: Account) -> None:
    """An application that came back goes on; any other begins here."""
    if check.step is CheckStep.APPLIED and check.sent_back_on is not None:
        check_actions.put_right(check, actor)
    else:
        kind = Kind(check.level, check.workforce, check.is_volunteer)
        check_actions.apply(check.role, kind, held_on, True, actor)


def send_all(batch: Batch, actor: Account) -> None:
    """Everybody who applied in it and whose form has not come back."""
    for one in queries.appointments_of(batch.id).values():
        if rules.is_ready(one.result, one.check.step, one.check.sent_back_on):
            check_actions.send(one.check, actor)
