"""What becomes of rows that may stand only once, and which rows those are.

A row of the record that goes (`gone`) moves to the one that stays, unless a rule here finds its like there (`kept`).
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crm.organisations.kinds import Precision, Stage
from crm.organisations.models import DuplicateState
from crm.people.models import RoleClass
from crm.policies.models import VersionState
from crm.standards.models import AssessmentState
from crm.training.models import AttendanceStatus

Row = Mapping[str, Any]
THIS, OTHER = "this", "other"
# The furthest last. What ended before it began counts least.
STAGES = (
    Stage.NOT_FOUND,
    Stage.DECLINED,
    Stage.IDENTIFIED,
    Stage.APPROACHED,
    Stage.CONTACT_MADE,
    Stage.MEETING_ARRANGED,
    Stage.MET,
    Stage.ENGAGED,
)


# A home first, as it must stay one.
EXACTNESS = (Precision.MASKED, Precision.EXACT, Precision.POSTCODE, Precision.NEARBY)
# Who was there in one record was there, and nobody loses a place or a turn.
BEST_FIRST = (
    AttendanceStatus.ATTENDED,
    AttendanceStatus.PART_ATTENDED,
    AttendanceStatus.BOOKED,
    AttendanceStatus.WAITLISTED,
    AttendanceStatus.NO_SHOW,
    AttendanceStatus.CANCELLED,
)


class Settled(NamedTuple):
    """What changes in the row that stays; and in the other as it moves, or None if the two become one."""

    stays: dict[str, Any]
    moves: dict[str, Any] | None = None


@dataclass(frozen=True)
class Around:
    """What else a rule may ask: the day, what the person chose, the highest value of a column in both records."""

    today: dt.date
    chosen: Mapping[str, str] = field(default_factory=dict)
    highest: Callable[[str], int] = lambda _: 0


Settle = Callable[[Row, Row, Around], Settled]


def keep(_kept: Row, _gone: Row, _around: Around) -> Settled:
    return Settled({})


def one_area(kept: Row, gone: Row, _around: Around) -> Settled:
    """The further stage (its stage_change follows), the earlier start; open if either is."""
    further = max(kept, gone, key=lambda row: STAGES.index(row["stage"]))
    ends = (kept["ended_on"], gone["ended_on"])
    return Settled(
        {
            "started_on": min(kept["started_on"], gone["started_on"]),
            "ended_on": None if None in ends else max(ends),
            "stage": further["stage"],
            "stage_on": further["stage_on"],
            "adviser_id": kept["adviser_id"] or gone["adviser_id"],
        }
    )


def one_place(kept: Row, gone: Row, _around: Around) -> Settled:
    """The point that is known more exactly; but what one record calls a home stays a home, which has no point."""
    doubts = [row["unconfirmed_on"] for row in (kept, gone)]
    stays = {"started_on": earlier(kept, gone), "unconfirmed_on": None if None in doubts else min(doubts)}
    better = min(kept, gone, key=lambda row: EXACTNESS.index(row["precision"]))
    return Settled(stays | {name: better[name] for name in ("precision", "lat", "lon", "ward_id", "area_id")})


def one_saying(kept: Row, gone: Row, _around: Around) -> Settled:
    """What was said last."""
    later = max(kept, gone, key=lambda row: row["said_on"])
    return Settled({name: later[name] for name in ("said_on", "by", "recorded_by_id")})


def one_role(kept: Row, gone: Row, _around: Around) -> Settled:
    return Settled({"title": kept["title"] or gone["title"], "started_on": earlier(kept, gone)})


def one_lead(kept: Row, gone: Row, around: Around) -> Settled:
    """A group has one designated lead: the role of the other ends today, and stays in the records."""
    ends = {"ended_on": around.today}
    return Settled(ends, {}) if around.chosen.get("lead") == OTHER else Settled({}, ends)


def one_in_force(kept: Row, gone: Row, _around: Around) -> Settled:
    """The version adopted later is in force; it replaced the other on that day."""
    replaced = {"state": VersionState.SUPERSEDED}
    if gone["adopted_on"] > kept["adopted_on"]:
        return Settled(replaced | {"ended_on": gone["adopted_on"]}, {})
    return Settled({}, replaced | {"ended_on": kept["adopted_on"]})


def one_open(_kept: Row, _gone: Row, around: Around) -> Settled:
    """Nobody can answer the same questions for one group twice at once."""
    return Settled({}, {"state": AssessmentState.SET_ASIDE, "ended_on": around.today})


def next_number(_kept: Row, _gone: Row, around: Around) -> Settled:
    return Settled({}, {"number": around.highest("number") + 1})


def one_offer(kept: Row, gone: Row, _around: Around) -> Settled:
    return Settled({"accepted": kept["accepted"] or gone["accepted"]})


def one_request(kept: Row, gone: Row, _around: Around) -> Settled:
    """What was answered in one record was answered."""
    told = ("answered_on", "answer", "contact_id", "signpost", "heard_back_on", "heard_back")
    is_better = kept["answered_on"] is None and gone["answered_on"] is not None
    return Settled({name: gone[name] for name in told} if is_better else {})


def one_rest(kept: Row, gone: Row, _around: Around) -> Settled:
    longer = max(kept, gone, key=lambda row: row["until_on"])
    return Settled({name: longer[name] for name in ("until_on", "reason")})


def one_attendance(kept: Row, gone: Row, _around: Around) -> Settled:
    told = ("status", "booked_at", "level", "completed_on", "valid_until", "organisation_id")
    better = min(kept, gone, key=lambda row: BEST_FIRST.index(row["status"]))
    return Settled({name: better[name] for name in told})


def one_pair(kept: Row, gone: Row, _around: Around) -> Settled:
    """Who said that two records are not the same need not say it again."""
    decided = ("state", "decided_by_id", "decided_at", "decision_note")
    was_open = kept["state"] is DuplicateState.OPEN
    return Settled({name: gone[name] for name in decided} if was_open else {})


def earlier(kept: Row, gone: Row) -> dt.date | None:
    """Of two first days, as far as they are known."""
    known = [row["started_on"] for row in (kept, gone) if row["started_on"]]
    return min(known, default=None)


@dataclass(frozen=True)
class Same:
    """Rows of `table` that are alike in `columns` stand once, or none but one of them is `only`.

    Of a column that is not to be empty, nothing is not alike: two places without an address may be anywhere.

    One of the columns names the record that is merged; `told` says what is done, on the page before.
    """

    table: str
    columns: tuple[str, ...]
    settle: Settle = keep
    only: Mapping[str, Any] = field(default_factory=dict)
    told: str = ""
    unless_empty: str | None = None


OPEN = {"ended_on": None}
ONE_ROLE = "it becomes one, with all its checks, and does what it does in the record that stays"
ANSWER_KEPT = "it is kept once, with the answer"
SAME = (
    Same("organisation_area", ("organisation_id", "area_id"), one_area, told="the further stage is kept"),
    Same("organisation_community", ("organisation_id", "community_id")),
    Same("organisation_language", ("organisation_id", "language_id")),
    Same("organisation_tradition", ("organisation_id", "tradition_id")),
    Same("said_none", ("organisation_id", "lack"), one_saying, OPEN),
    Same("former_name", ("organisation_id", "name")),
    Same("venue", ("organisation_id", "search_address"), one_place, OPEN, "it is kept once", "search_address"),
    Same("venue", ("organisation_id", "lat", "lon", "precision"), one_place, {**OPEN, "search_address": ""}),
    Same("meeting_time", ("organisation_id", "weekday", "starts_at"), told="it is kept once"),
    Same("relation", ("organisation_id", "other_id", "kind", "started_on"), only={**OPEN, "removed_at": None}),
    Same("duplicate_pair", ("organisation_id", "other_id"), one_pair),
    Same("person_pair", ("person_id", "other_id"), one_pair),
    Same("role", ("person_id", "organisation_id", "role_class"), one_role, OPEN, ONE_ROLE),
    Same(
        "role",
        ("organisation_id",),
        one_lead,
        {"role_class": RoleClass.DESIGNATED_LEAD, **OPEN},
        "a group has one designated lead, so the role of the other ends today",
    ),
    Same("policy", ("organisation_id", "kind"), told="the version adopted later is the one in force"),
    Same("policy_version", ("policy_id",), one_in_force, {"state": VersionState.ADOPTED}),
    Same("policy_version", ("policy_id", "number"), next_number),
    Same("policy_review", ("policy_version_id",), only={"answered_on": None}),
    Same("policy_answer", ("review_id", "point")),
    Same("assessment", ("organisation_id", "standard_set_id"), one_open, OPEN, "the one that goes is set aside"),
    Same("answer", ("assessment_id", "criterion_id", "voice")),
    Same("plan_action", ("assessment_id", "criterion_id")),
    Same("activity_organisation", ("activity_id", "organisation_id"), told="it is kept once"),
    Same("offer_made", ("activity_id", "organisation_id", "offer"), one_offer),
    Same("request", ("activity_id", "organisation_id", "topic"), one_request, {"information": None}, ANSWER_KEPT),
    Same("request", ("activity_id", "organisation_id", "information"), one_request, {"topic": None}, ANSWER_KEPT),
    Same("resource_given", ("activity_id", "organisation_id", "resource_id"), told="it is kept once"),
    Same("barrier", ("organisation_id", "area_id", "kind"), only=OPEN, told="it is kept once"),
    Same("rest", ("organisation_id", "area_id"), one_rest, told="the longer one is kept"),
    Same("visit_priority", ("organisation_id", "area_id"), one_rest, told="the longer one is kept"),
    Same("legal_hold", ("organisation_id",), only={"lifted_on": None}, told="it is kept once"),
    Same("handover", ("organisation_id", "area_id", "leaver_id"), only={"accepted_on": None}),
    Same("activity_person", ("activity_id", "person_id"), told="it is kept once"),
    Same("attendance", ("training_session_id", "person_id"), one_attendance, told="it is kept once"),
    Same("area_grant", ("account_id", "role", "area_id", "organisation_id")),
)  # fmt: skip
# What was agreed for one record is not agreed for another: a row of the record that goes ends on that day.
ENDS = {"publish_consent": "withdrawn_on"}
# Worked out again from the rest.
DERIVED = frozenset({"standing", "area_standing", "match_key"})


class Link(NamedTuple):
    """Two columns that name records of one kind. A row that would link a record to itself goes."""

    one: str
    other: str
    smaller_first: bool = False


PAIRED: dict[str, tuple[Link, ...]] = {
    "relation": (Link("organisation_id", "other_id"),),
    "duplicate_pair": (Link("organisation_id", "other_id", smaller_first=True),),
    "person_pair": (Link("person_id", "other_id", smaller_first=True),),
    "introduction": (Link("organisation_id", "by_organisation_id"), Link("person_id", "by_person_id")),
}


def link_in(table: str, column: str) -> Link | None:
    return next((link for link in PAIRED.get(table, ()) if column in link[:2]), None)


def same_in(table: str, column: str) -> list[Same]:
    """The rules that may apply when rows of a table change this column."""
    return [rule for rule in SAME if rule.table == table and column in rule.columns]
