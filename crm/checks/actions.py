"""What is done with DBS checks. Nothing of a certificate's content is ever taken in (domain.md 4.7)."""

import datetime as dt

from crm.accounts.models import Account
from crm.audit import record
from crm.checks import queries
from crm.checks.models import CheckStep, DbsCheck, Decision, SentBackFor, StatusCheck, StatusResult, Workforce
from crm.checks.rules import levels, steps
from crm.checks.rules.given import Kind, Sight, Verdict
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.people.models import Role
from crm.people.queries import lock_group


def need(role: Role, actor: Account, on: dt.date | None = None) -> DbsCheck:
    """Say that the role needs a check that nobody has applied for yet; level and workforce as the role may have."""
    level = levels.level_on(role, on or clock.today())
    check = _new(role, on or clock.today(), Kind(level, Workforce.CHILD, not role.is_paid))
    record.record("dbs_check.needed", check, actor)
    return check


def apply(role: Role, kind: Kind, applied_on: dt.date, is_sixteen: bool | None, actor: Account) -> DbsCheck:
    """An application of somebody who is 16 or over that day. It takes the place of a check that was only needed."""
    steps.check_days(clock.today(), applied_on=applied_on)
    steps.check_age(is_sixteen)
    _check_kind(role, kind, applied_on)
    check = _under_way(role) or _new(role, applied_on, kind)
    if check.step is not CheckStep.REQUIRED:
        raise RuleBroken("An application for this role is under way: open it and record what happened next")
    _set_kind(check, kind)
    check.step, check.applied_on = CheckStep.APPLIED, applied_on
    check.required_on = min(check.required_on, applied_on)
    _go_on(check)
    record.record("dbs_check.applied", check, actor)
    return check


def record_done(
    role: Role, kind: Kind, issued_on: dt.date, number: str | None, sight: Sight, verdict: Verdict, actor: Account
) -> DbsCheck:
    """The short path: a check that is done, or only to be decided. It completes the one under way, if there is one."""
    _check_kind(role, kind, issued_on)
    digits = steps.certificate_number(number)
    found = _under_way(role)
    _check_sight(sight, issued_on, found.applied_on if found else None)
    if verdict.decision is not Decision.PENDING:
        _check_verdict(verdict, sight.seen_on, issued_on)
    check = found or _new(role, issued_on, kind)
    _set_kind(check, kind)
    check.issued_on, check.certificate_number = issued_on, digits
    check.required_on = min(check.required_on, issued_on)
    _set_sight(check, sight)
    if verdict.decision is not Decision.PENDING:
        _set_verdict(check, verdict)
    record.record("dbs_check.recorded", check, actor)
    return check


def send_back(check: DbsCheck, sent_back_on: dt.date, why: SentBackFor, actor: Account) -> None:
    """Whoever countersigns it found something missing; the person hears what, and no form is kept."""
    steps.check_sending_back(check, sent_back_on, clock.today())
    check.sent_back_on, check.sent_back_for = sent_back_on, why
    record.record("dbs_check.sent_back", check, actor)


def put_right(check: DbsCheck, actor: Account) -> None:
    """What it was sent back for is there now."""
    if check.sent_back_on is None:
        raise RuleBroken("Somebody has recorded already that this goes on")
    _go_on(check)
    record.record("dbs_check.put_right", check, actor)


def _go_on(check: DbsCheck) -> None:
    check.sent_back_on = check.sent_back_for = None


def send(check: DbsCheck, actor: Account) -> None:
    steps.check_step(check, CheckStep.WITH_DBS)
    check.step = CheckStep.WITH_DBS
    _go_on(check)
    record.record("dbs_check.sent", check, actor)


def issue(check: DbsCheck, issued_on: dt.date, number: str | None, actor: Account) -> None:
    """The certificate goes to the person alone, who shows it to the group."""
    steps.check_step(check, CheckStep.ISSUED)
    steps.check_days(clock.today(), applied_on=check.applied_on, issued_on=issued_on)
    _set_number(check, number)
    check.step, check.issued_on = CheckStep.ISSUED, issued_on
    record.record("dbs_check.issued", check, actor)


def see(check: DbsCheck, sight: Sight, number: str | None, actor: Account) -> None:
    steps.check_step(check, CheckStep.SEEN)
    assert check.issued_on is not None
    _check_sight(sight, check.issued_on, check.applied_on)
    _set_number(check, number)
    _set_sight(check, sight)
    record.record("dbs_check.seen", check, actor)


def decide(check: DbsCheck, verdict: Verdict, actor: Account) -> None:
    steps.check_step(check, CheckStep.DECISION_MADE)
    if verdict.decision is Decision.PENDING:
        raise RuleBroken("Select what the group decided", "decision")
    steps.check_clearing(check, verdict.decision)
    assert check.seen_on is not None
    assert check.issued_on is not None
    _check_verdict(verdict, check.seen_on, check.issued_on)
    _set_verdict(check, verdict)
    record.record("dbs_check.decided", check, actor)


def withdraw(check: DbsCheck, actor: Account) -> None:
    steps.check_step(check, CheckStep.WITHDRAWN)
    check.step = CheckStep.WITHDRAWN
    _go_on(check)
    record.record("dbs_check.withdrawn", check, actor)


def join_update_service(check: DbsCheck, joined_on: dt.date, actor: Account) -> None:
    steps.check_join(check, joined_on, clock.today())
    check.joined_update_on = joined_on
    record.record("dbs_check.joined_update_service", check, actor)


def record_status_check(
    check: DbsCheck, consent_on: dt.date | None, checked_on: dt.date, result: StatusResult, actor: Account
) -> StatusCheck:
    """New information makes the recheck overdue at once, and a new application needed (domain.md 13, rule 6)."""
    steps.check_status_check(check, check.role, consent_on, checked_on, clock.today())
    assert consent_on is not None
    made = StatusCheck(
        organisation_id=check.organisation_id,
        dbs_check_id=check.id,
        consent_on=consent_on,
        checked_on=checked_on,
        result=result,
    )
    db.session.add(made)
    check.recheck_due_on = steps.recheck_after(check, result, checked_on)
    record.record("dbs_check.status_checked", check, actor)
    if result is StatusResult.NEW_INFO:
        check.new_info_on = checked_on
        if queries.check_under_way(check.role_id) is None:
            need(check.role, actor, checked_on)
    db.session.flush()
    return made


def _under_way(role: Role) -> DbsCheck | None:
    """Locked on PostgreSQL, so that of two people who record an application the second sees the first's."""
    lock_group(role.organisation_id)
    return queries.check_under_way(role.id)


def _new(role: Role, required_on: dt.date, kind: Kind) -> DbsCheck:
    check = DbsCheck(organisation_id=role.organisation_id, role=role, step=CheckStep.REQUIRED, required_on=required_on)
    _set_kind(check, kind)
    db.session.add(check)
    db.session.flush()
    return check


def _check_kind(role: Role, kind: Kind, asked_on: dt.date) -> None:
    if role.ended_on is not None and role.ended_on <= clock.today():
        raise RuleBroken("This role has ended, so no check can be recorded for it")
    levels.check_level(role, kind.level, kind.workforce, asked_on)
    levels.check_volunteer_rate(role, kind.is_volunteer, kind.on_placement)


def _set_kind(check: DbsCheck, kind: Kind) -> None:
    check.level, check.workforce, check.is_volunteer = kind.level, kind.workforce, kind.is_volunteer


def _set_number(check: DbsCheck, typed: str | None) -> None:
    """Nothing typed keeps what is there, for staff never see the number that they would have to type again."""
    number = steps.certificate_number(typed)
    if number is not None:
        check.certificate_number = number


def _check_sight(sight: Sight, issued_on: dt.date, applied_on: dt.date | None) -> None:
    steps.check_days(clock.today(), applied_on=applied_on, issued_on=issued_on, seen_on=sight.seen_on)
    steps.check_days(clock.today(), id_checked_on=sight.id_checked_on)


def _set_sight(check: DbsCheck, sight: Sight) -> None:
    check.step, check.seen_on, check.seen_by = CheckStep.SEEN, sight.seen_on, sight.seen_by
    _go_on(check)
    check.id_checked_on = sight.id_checked_on or check.id_checked_on


def _check_verdict(verdict: Verdict, seen_on: dt.date, issued_on: dt.date) -> None:
    steps.check_days(clock.today(), seen_on=seen_on, decided_on=verdict.decided_on)
    steps.next_recheck(issued_on, verdict.recheck_months)


def _set_verdict(check: DbsCheck, verdict: Verdict) -> None:
    assert check.issued_on is not None
    check.step, check.decision, check.decided_on = CheckStep.DECISION_MADE, verdict.decision, verdict.decided_on
    check.recheck_months = verdict.recheck_months
    if verdict.decision is Decision.CLEARED_FOR_ROLE:
        check.recheck_due_on = steps.next_recheck(check.issued_on, verdict.recheck_months)
