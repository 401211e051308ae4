"""The life of a policy (domain.md 5.3): what may follow what, when its review is due, and how it stands on a day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from crm.core.errors import RuleBroken
from crm.core.labels import Labelled
from crm.policies.models import PolicyKind, PolicyVersion, VersionState

USUAL_MONTHS = 12
LONGEST_MONTHS = 24
DUE_FROM_DAYS = 60

S = VersionState
BEING_WORKED_ON = frozenset({S.DRAFT, S.SUBMITTED, S.CHANGES_REQUESTED, S.REVIEWED_OK})
WITH_THE_GROUP = frozenset({S.DRAFT, S.CHANGES_REQUESTED})
STILL_CHANGING = WITH_THE_GROUP | {S.SUBMITTED}

# After a withdrawal the group begins again, which is a new version.
MAY_BECOME: dict[VersionState, frozenset[VersionState]] = {
    S.DRAFT: frozenset({S.SUBMITTED, S.ADOPTED}),
    S.SUBMITTED: frozenset({S.CHANGES_REQUESTED, S.REVIEWED_OK}),
    S.CHANGES_REQUESTED: frozenset({S.SUBMITTED}),
    S.REVIEWED_OK: frozenset({S.ADOPTED}),
    S.ADOPTED: frozenset({S.SUPERSEDED, S.WITHDRAWN}),
    S.SUPERSEDED: frozenset(),
    S.WITHDRAWN: frozenset(),
}


class ShownState(Labelled):
    """How a version stands on a day; the three of an adopted one are worked out from its dates."""

    BEING_WRITTEN = "being_written", "Being written"
    SENT = "sent", "Sent to adviser"
    RETURNED = "returned", "Returned"
    LOOKED_AT = "looked_at", "Ready to adopt"
    IN_DATE = "in_date", "In date"
    REVIEW_DUE = "review_due", "Review due soon"
    OVERDUE = "overdue", "Review overdue"
    REPLACED = "replaced", "Replaced"
    WITHDRAWN = "withdrawn", "Withdrawn"


IN_DATE_STATES = frozenset({ShownState.IN_DATE, ShownState.REVIEW_DUE})
IN_FORCE_STATES = IN_DATE_STATES | {ShownState.OVERDUE}

_STORED = {
    S.DRAFT: ShownState.BEING_WRITTEN,
    S.SUBMITTED: ShownState.SENT,
    S.CHANGES_REQUESTED: ShownState.RETURNED,
    S.REVIEWED_OK: ShownState.LOOKED_AT,
}


@dataclass(frozen=True)
class Adoption:
    """What is asked about an adopted policy. `seen_on` is when the adviser saw it, None when nobody has."""

    adopted_on: dt.date
    review_every_months: int = USUAL_MONTHS
    seen_on: dt.date | None = None


def next_review(adopted_on: dt.date, every_months: int) -> dt.date:
    """Month ends clip: 29 February + 12 months is 28 February (domain.md 13, rule 12)."""
    return adopted_on + relativedelta(months=every_months)


def check_move(version: PolicyVersion, to: VersionState) -> None:
    if to not in MAY_BECOME[version.state]:
        raise RuleBroken(f"This version is “{version.state.label}”, so that cannot be done with it")


def check_with_the_group(version: PolicyVersion) -> None:
    """What the adviser is reading, or has found ready, is no longer changed by the group."""
    if version.state not in WITH_THE_GROUP:
        raise _files_stay(version)


def may_add_files(version: PolicyVersion, has_files: bool) -> bool:
    """Nothing comes to what was found ready or adopted, but once for a text that was seen on paper alone."""
    return version.state in STILL_CHANGING or (version.ended_on is None and not has_files)


def check_may_add_files(version: PolicyVersion, has_files: bool) -> None:
    if not may_add_files(version, has_files):
        raise _files_stay(version)


def _files_stay(version: PolicyVersion) -> RuleBroken:
    return RuleBroken(f"This version is “{version.state.label}”, so its files stay as they are")


def check_adoption(adoption: Adoption, today: dt.date, replaces: PolicyVersion | None = None) -> None:
    """`replaces` is the version in force; a later one cannot begin before it."""
    if adoption.adopted_on > today:
        raise RuleBroken("The day it was adopted must be today or in the past", "adopted_on")
    if not 1 <= adoption.review_every_months <= LONGEST_MONTHS:
        raise RuleBroken(f"The time until the next review must be 1 to {LONGEST_MONTHS} months", "review_every_months")
    if replaces is not None and replaces.adopted_on is not None and adoption.adopted_on < replaces.adopted_on:
        before = f"{replaces.adopted_on:%-d %B %Y}"
        raise RuleBroken(f"The day must be {before} or later: the version in force was adopted then", "adopted_on")
    check_seen(adoption.seen_on, today)


def check_seen(seen_on: dt.date | None, today: dt.date) -> None:
    if seen_on is not None and seen_on > today:
        raise RuleBroken("The day you saw it must be today or in the past", "seen_on")


def check_withdrawal(version: PolicyVersion, withdrawn_on: dt.date, today: dt.date) -> None:
    check_move(version, S.WITHDRAWN)
    if withdrawn_on > today:
        raise RuleBroken("The day it was withdrawn must be today or in the past", "withdrawn_on")
    if version.adopted_on is not None and withdrawn_on < version.adopted_on:
        raise RuleBroken("The day it was withdrawn must not be before it was adopted", "withdrawn_on")


def state_on(version: PolicyVersion, on: dt.date) -> ShownState | None:
    """How the version stood on a day, by its dates; None before it was begun.

    The steps between begun and adopted have no dates, so on a past day they all read "being written".
    """
    if on < version.started_on:
        return None
    if version.ended_on is not None and version.ended_on <= on:
        return ShownState.WITHDRAWN if version.state is S.WITHDRAWN else ShownState.REPLACED
    if version.adopted_on is None:
        return _STORED[version.state]
    if on < version.adopted_on:
        return ShownState.BEING_WRITTEN
    return _by_review_date(version, on)


def _by_review_date(version: PolicyVersion, on: dt.date) -> ShownState:
    """In date up to and on the due day, and overdue from the day after."""
    assert version.review_due_on is not None
    if on > version.review_due_on:
        return ShownState.OVERDUE
    if on >= version.review_due_on - dt.timedelta(days=DUE_FROM_DAYS):
        return ShownState.REVIEW_DUE
    return ShownState.IN_DATE


def is_in_date(version: PolicyVersion, on: dt.date) -> bool:
    return state_on(version, on) in IN_DATE_STATES


def current(versions: Iterable[PolicyVersion], on: dt.date) -> PolicyVersion | None:
    """The version in force on the day; without one the newest that is worked on, else the newest there was."""
    shown = [(state_on(version, on), version.number, version) for version in versions]
    begun = [(state, number, version) for state, number, version in shown if state is not None]
    ended = {ShownState.REPLACED, ShownState.WITHDRAWN}

    def standing(row: tuple[ShownState, int, PolicyVersion]) -> tuple[int, int]:
        return (2 if row[0] in IN_FORCE_STATES else 0 if row[0] in ended else 1, row[1])

    return max(begun, key=standing)[2] if begun else None


def in_work(versions: Iterable[PolicyVersion]) -> PolicyVersion | None:
    """The version being written or looked at; there is at most one."""
    return next((version for version in versions if version.state in BEING_WORKED_ON), None)


NEXT_STEP: dict[ShownState | None, str] = {
    None: "Ask whether they have one, and record the answer",
    ShownState.BEING_WRITTEN: "Ask them to send it to you when it is written",
    ShownState.SENT: "Read it and answer",
    ShownState.RETURNED: "Ask how far they are with the changes",
    ShownState.LOOKED_AT: "Ask on which day their leaders adopt it",
    ShownState.IN_DATE: "Nothing to do until the next review",
    ShownState.REVIEW_DUE: "Ask them to review it before the day it is due",
    ShownState.OVERDUE: "Ask them to review it now",
    ShownState.REPLACED: "Ask whether they have one, and record the answer",
    ShownState.WITHDRAWN: "Ask whether they have a new one",
}


def next_step(version: PolicyVersion | None, on: dt.date) -> str:
    """What the adviser can do about it next."""
    state = state_on(version, on) if version is not None else None
    if version is not None and state is ShownState.IN_DATE and version.seen_on is None:
        return "Ask to see it"
    return NEXT_STEP[state]


@dataclass(frozen=True)
class Line:
    """One kind of policy at a group on a day. `in_work` is a version being written while another is shown."""

    kind: PolicyKind
    version: PolicyVersion | None
    state: ShownState | None
    next_step: str
    in_work: PolicyVersion | None


def lines(versions: Iterable[PolicyVersion], on: dt.date) -> list[Line]:
    """The children's safeguarding policy always, the other kinds once there is something to say of them."""
    by_kind: dict[PolicyKind, list[PolicyVersion]] = {PolicyKind.SAFEGUARDING_CHILDREN: []}
    for version in versions:
        by_kind.setdefault(version.policy.kind, []).append(version)
    return [line(kind, by_kind[kind], on) for kind in PolicyKind if kind in by_kind]


def line(kind: PolicyKind, versions: list[PolicyVersion], on: dt.date) -> Line:
    version, writing = current(versions, on), in_work(versions)
    state = state_on(version, on) if version else None
    # A new text that is on its way is what to look after; the version in force waits for it.
    return Line(kind, version, state, next_step(writing or version, on), writing if writing is not version else None)
