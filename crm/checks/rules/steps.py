"""How a check goes on, and how it stands on a day (domain.md 4.4 to 4.6). A certificate has no end date of its own."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from crm.checks.models import CheckStep, DbsCheck, DbsLevel, Decision, StatusResult
from crm.checks.rules import levels
from crm.core.errors import RuleBroken
from crm.core.labels import Labelled
from crm.people.models import Role

USUAL_MONTHS, FEWEST_MONTHS, MOST_MONTHS = 36, 12, 60
DUE_FROM_DAYS = 60
DAYS_TO_JOIN = 30
UPDATE_SERVICE_SINCE = dt.date(2013, 6, 17)

C = CheckStep
# Another application is another check, so nothing follows a decision or a withdrawal.
MAY_BECOME: dict[CheckStep, frozenset[CheckStep]] = {
    C.REQUIRED: frozenset({C.APPLIED, C.SEEN}),
    C.APPLIED: frozenset({C.WITH_DBS, C.WITHDRAWN}),
    C.WITH_DBS: frozenset({C.ISSUED, C.WITHDRAWN}),
    C.ISSUED: frozenset({C.SEEN, C.WITHDRAWN}),
    C.SEEN: frozenset({C.DECISION_MADE}),
    C.DECISION_MADE: frozenset(),
    C.WITHDRAWN: frozenset(),
}
MAY_BE_SENT_BACK = (C.REQUIRED, C.APPLIED)
UNDER_WAY = (C.REQUIRED, C.APPLIED, C.WITH_DBS, C.ISSUED, C.SEEN)


class ShownCheck(Labelled):
    """How a check stands on a day."""

    REQUIRED = "required", "Needed"
    SENT_BACK = "sent_back", "Sent back"
    APPLIED = "applied", "Applied for"
    WITH_DBS = "with_dbs", "With the DBS"
    ISSUED = "issued", "Not seen yet"
    SEEN = "seen", "To be decided"
    CLEARED = "cleared", "Cleared"
    NOT_CLEARED = "not_cleared", "Not cleared"
    RECHECK_DUE = "recheck_due", "Recheck due soon"
    RECHECK_OVERDUE = "recheck_overdue", "Recheck overdue"
    LEFT_ROLE = "left_role", "Left the role"
    WITHDRAWN = "withdrawn", "Withdrawn"


IN_DATE_STATES = frozenset({ShownCheck.CLEARED, ShownCheck.RECHECK_DUE})


def check_step(check: DbsCheck, to: CheckStep) -> None:
    if to not in MAY_BECOME[check.step]:
        raise RuleBroken(f"This check is “{check.step.label}”, so that cannot be recorded now")


def check_sending_back(check: DbsCheck, sent_back_on: dt.date, today: dt.date) -> None:
    """Before it is with the DBS: from then on the DBS itself asks the person for what is missing."""
    if check.step not in MAY_BE_SENT_BACK:
        raise RuleBroken(f"This check is “{check.step.label}”, so it can no longer be sent back")
    check_days(today, applied_on=check.applied_on, sent_back_on=sent_back_on)


def check_days(today: dt.date, **days: dt.date | None) -> None:
    """Given in the order in which they must follow each other; each is named as its field."""
    before: dt.date | None = None
    for field, day in days.items():
        if day is None:
            continue
        if day > today:
            raise RuleBroken("The date must be today or in the past", field)
        if before is not None and day < before:
            raise RuleBroken(f"The date must be {before:%-d %B %Y} or later", field)
        before = day


def check_age(is_sixteen: bool | None) -> None:
    """Asked, and never stored: a date of birth is not kept (domain.md 13, rule 7)."""
    if not is_sixteen:
        raise RuleBroken("Nobody under 16 can have a DBS check. Apply on or after their 16th birthday", "is_sixteen")


def check_clearing(check: DbsCheck, decision: Decision) -> None:
    if check.new_info_on is not None and decision is Decision.CLEARED_FOR_ROLE:
        raise RuleBroken("The Update Service has new information: a new application is needed", "decision")


def certificate_number(typed: str | None) -> str | None:
    """Twelve digits, kept as text for its leading zeros; blanks between them are fine."""
    number = (typed or "").replace(" ", "")
    if not number:
        return None
    if not re.fullmatch(r"[0-9]{12}", number):
        raise RuleBroken("The certificate number must be 12 digits, for example 001234567890", "certificate_number")
    return number


def next_recheck(since: dt.date, months: int) -> dt.date:
    """The group's own interval (domain.md 13, rule 1)."""
    if not FEWEST_MONTHS <= months <= MOST_MONTHS:
        raise RuleBroken(
            f"The time until the recheck must be {FEWEST_MONTHS} to {MOST_MONTHS} months", "recheck_months"
        )
    return since + relativedelta(months=months)


def last_day_to_join(issued_on: dt.date) -> dt.date:
    return issued_on + dt.timedelta(days=DAYS_TO_JOIN)


def may_still_join(check: DbsCheck, today: dt.date) -> bool:
    if check.joined_update_on is not None or check.issued_on is None or check.level is DbsLevel.BASIC:
        return False
    return today <= last_day_to_join(check.issued_on)


def check_join(check: DbsCheck, joined_on: dt.date, today: dt.date) -> None:
    """The Update Service takes a certificate for thirty days, the thirtieth included (domain.md 13, rule 5)."""
    if check.level is DbsLevel.BASIC or check.issued_on is None or check.issued_on <= UPDATE_SERVICE_SINCE:
        raise RuleBroken("The Update Service takes standard and enhanced certificates issued after 17 June 2013")
    check_days(today, joined_on=joined_on)
    if joined_on > last_day_to_join(check.issued_on):
        raise RuleBroken("The Update Service takes a certificate for 30 days: a new check is needed", "joined_on")


def check_status_check(
    check: DbsCheck, role: Role, consent_on: dt.date | None, checked_on: dt.date, today: dt.date
) -> None:
    """Blocked unless consent, the original, the identity and the same workforce and level are all there (rule 4)."""
    if check.level is DbsLevel.BASIC or not levels.fits_exactly(check, role, today):
        raise RuleBroken("The workforce and level of this certificate are not those of the role: a new check is needed")
    if check.new_info_on is not None:
        raise RuleBroken("New information was found: a new application is needed")
    if check.step not in (C.SEEN, C.DECISION_MADE) or check.decision is Decision.NOT_CLEARED:
        raise RuleBroken("A status check follows a certificate that was seen, and not one that was turned down")
    if check.seen_on is None or check.id_checked_on is None:
        raise RuleBroken("First record when the original certificate was seen and when their identity was checked")
    if consent_on is None:
        raise RuleBroken("Enter the day they agreed to it in writing", "consent_on")
    check_days(today, consent_on=consent_on, checked_on=checked_on)
    check_days(today, seen_on=max(check.seen_on, check.id_checked_on), checked_on=checked_on)


def recheck_after(check: DbsCheck, result: StatusResult, checked_on: dt.date) -> dt.date | None:
    """A certificate that is still current has been rechecked, so the group's interval begins again."""
    if result is StatusResult.CURRENT and check.decision is Decision.CLEARED_FOR_ROLE:
        return next_recheck(checked_on, check.recheck_months)
    return check.recheck_due_on


def check_state_on(check: DbsCheck, role_ended_on: dt.date | None, on: dt.date) -> ShownCheck | None:
    """How the check stood on a day, by its dates; None before it was needed. A role has ended from its last day on."""
    if on < check.required_on:
        return None
    if role_ended_on is not None and role_ended_on <= on:
        return ShownCheck.LEFT_ROLE
    if check.step is C.WITHDRAWN:
        return ShownCheck.WITHDRAWN
    if check.decided_on is not None and check.decided_on <= on:
        return _decided(check, on)
    return _step_reached(check, on)


def _decided(check: DbsCheck, on: dt.date) -> ShownCheck:
    """The recheck is overdue from the day after it is due, and at once on new information (rule 6)."""
    if check.decision is Decision.NOT_CLEARED:
        return ShownCheck.NOT_CLEARED
    assert check.recheck_due_on is not None
    has_new_info = check.new_info_on is not None and check.new_info_on <= on
    if has_new_info or on > check.recheck_due_on:
        return ShownCheck.RECHECK_OVERDUE
    if on >= check.recheck_due_on - dt.timedelta(days=DUE_FROM_DAYS):
        return ShownCheck.RECHECK_DUE
    return ShownCheck.CLEARED


def _step_reached(check: DbsCheck, on: dt.date) -> ShownCheck:
    if check.new_info_on is not None and check.new_info_on <= on:
        return ShownCheck.RECHECK_OVERDUE
    dated = (
        (ShownCheck.SEEN, check.seen_on),
        (ShownCheck.ISSUED, check.issued_on),
        (ShownCheck.SENT_BACK, check.sent_back_on),
    )
    for shown, day in dated:
        if day is not None and day <= on:
            return shown
    if check.step is C.WITH_DBS:
        return ShownCheck.WITH_DBS
    return ShownCheck.APPLIED if check.applied_on is not None and check.applied_on <= on else ShownCheck.REQUIRED


def is_in_date(check: DbsCheck, role_ended_on: dt.date | None, on: dt.date) -> bool:
    """Decided cleared, and not past its recheck."""
    return check_state_on(check, role_ended_on, on) in IN_DATE_STATES


NEXT_STEP: dict[ShownCheck | None, str] = {
    None: "Apply for a check, or record one that is done",
    ShownCheck.REQUIRED: "Record the application when it is made",
    ShownCheck.SENT_BACK: "Help them put it right, then record that it goes on",
    ShownCheck.APPLIED: "Record when it is with the DBS",
    ShownCheck.WITH_DBS: "Record when the certificate is issued. Only the person receives it",
    ShownCheck.ISSUED: "Ask that the group sees the original certificate",
    ShownCheck.SEEN: "Record what the group decides",
    ShownCheck.CLEARED: "Nothing to do until the recheck",
    ShownCheck.NOT_CLEARED: "Make sure that somebody else does this work",
    ShownCheck.RECHECK_DUE: "Ask them to apply again before the recheck is due",
    ShownCheck.RECHECK_OVERDUE: "Ask them to apply again now",
    ShownCheck.LEFT_ROLE: "Nothing to do",
    ShownCheck.WITHDRAWN: "Apply for a check, or record one that is done",
}


@dataclass(frozen=True)
class Line:
    """One role and its checks on a day, the one that counts first."""

    role: Role
    advice: levels.Advice
    needs_check: bool
    checks: list[tuple[DbsCheck, ShownCheck]]
    to_assess_again: bool

    @property
    def state(self) -> ShownCheck | None:
        return self.checks[0][1] if self.checks else None

    @property
    def next_step(self) -> str:
        if self.state is None and not self.needs_check:
            return "Nothing to do: what this role does needs no check"
        if self.to_assess_again:
            return "Look at this role again: since 1 September 2026 supervised work counts too"
        return NEXT_STEP[self.state]


def line(role: Role, checks: Iterable[DbsCheck], on: dt.date) -> Line:
    """A check that counts comes before all others, then the newest. A later "not cleared" ends what was cleared."""
    shown = [(check, state) for check in checks if (state := check_state_on(check, role.ended_on, on))]
    refused_on = max((_decided_on(check) for check, state in shown if state is ShownCheck.NOT_CLEARED), default=None)

    def counts(check: DbsCheck, state: ShownCheck) -> bool:
        return state in IN_DATE_STATES and (refused_on is None or _decided_on(check) > refused_on)

    shown.sort(key=lambda pair: (counts(*pair), pair[0].required_on, pair[0].id or 0), reverse=True)
    again = bool(shown) and counts(*shown[0]) and levels.to_assess_again(shown[0][0], role, on)
    return Line(role, levels.advice_on(role, on), levels.needs_check(role, on), shown, again)


def _decided_on(check: DbsCheck) -> dt.date:
    assert check.decided_on is not None
    return check.decided_on
