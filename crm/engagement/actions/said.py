import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from crm.engagement.models import Activity, BarrierKind, Method, Offer, Outcome, Topic
from crm.engagement.requests.models import Information
from crm.engagement.rules import Move
from crm.people.models import Person


@dataclass(frozen=True)
class Promise:
    """What is to be done next, by when and by whom."""

    what: str
    due_on: dt.date
    owner_id: int


@dataclass(frozen=True)
class Happening:
    """What is written down about an activity. People, staff, resources and areas are ids.

    `told` answers what they raised and asked, on the spot.
    """

    method: Method
    outcome: Outcome
    happened_on: dt.date
    started_at: dt.time | None = None
    met_whom: str = ""
    note: str = ""
    people: Collection[int] = ()
    staff: Collection[int] = ()
    topics: Collection[Topic] = ()
    asked: Collection[Information] = ()
    told: str = ""
    offers_accepted: Collection[Offer] = ()
    offers_made: Collection[Offer] = ()
    resources: Collection[int] = ()
    shared_with: Collection[int] = ()

    @property
    def raised(self) -> list[Topic | Information]:
        return [*self.topics, *self.asked]


@dataclass(frozen=True)
class Next:
    """What follows from it: their safeguarding contact (somebody known, or a name), a meeting, a promise.

    `doubted` are the venues that a letter came back from; None is all of today's. `visit_id` is the planned visit
    that this was.
    """

    contact: Person | str | None = None
    meeting_on: dt.date | None = None
    meeting_at: dt.time | None = None
    promises: Collection[Promise] = field(default_factory=tuple)
    doubted: Collection[int] | None = None
    barriers: Collection[BarrierKind] = ()
    visit_id: int | None = None


@dataclass(frozen=True)
class Recorded:
    activity: Activity
    move: Move


def fill(activity: Activity, happening: Happening) -> None:
    activity.method, activity.outcome = happening.method, happening.outcome
    activity.happened_on, activity.started_at = happening.happened_on, happening.started_at
    activity.met_whom, activity.note = happening.met_whom, happening.note
