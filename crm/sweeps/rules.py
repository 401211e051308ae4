"""What may be recorded of a sweep, and when each ward was swept last."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crm.core.errors import RuleBroken
from crm.organisations.rules import check_past
from crm.sweeps.models import Way

PUT_BACK_WITHIN = dt.timedelta(days=1)


@dataclass(frozen=True)
class Facts:
    """As typed; no wards are the whole area."""

    swept_on: dt.date
    way: Way
    looked_by: str
    ward_ids: Collection[int] = ()
    groups_found: int | None = None
    note: str = ""


class Look(NamedTuple):
    """The latest sweep of a ward, or without a ward of the whole area."""

    area_id: int
    ward_id: int | None
    swept_on: dt.date
    way: Way
    looked_by: str


@dataclass(frozen=True)
class Looks:
    """The latest sweeps of some areas, one a ward. A sweep of the whole area was one of each of its wards."""

    latest: Sequence[Look] = ()

    def of_ward(self, area_id: int, ward_id: int) -> Look | None:
        return _later(look for look in self.latest if look.area_id == area_id and look.ward_id in (ward_id, None))

    def of_area(self, area_id: int, wards: int = 0) -> Look | None:
        """The latest of the whole area; it was also swept once each of its wards had been."""
        there = [look for look in self.latest if look.area_id == area_id]
        whole = [look for look in there if look.ward_id is None]
        one_by_one = [look for look in there if look.ward_id is not None]
        if wards and len(one_by_one) == wards:
            whole.append(min(one_by_one, key=lambda look: look.swept_on))
        return _later(whole)

    def wards_of(self, area_id: int) -> int:
        """How many of its wards were swept by themselves."""
        return sum(look.area_id == area_id and look.ward_id is not None for look in self.latest)


def _later(looks: Iterable[Look]) -> Look | None:
    return max(looks, key=lambda look: (look.swept_on, look.ward_id is not None), default=None)


def never_first(look: Look | None) -> tuple[bool, dt.date]:
    """To sort by: where nobody has looked, and then where it is longest ago."""
    return (look is not None, look.swept_on if look else dt.date.min)


def check_sweep(facts: Facts, own_wards: Collection[int], today: dt.date) -> None:
    check_past(facts.swept_on, today, "swept_on")
    if not set(facts.ward_ids) <= set(own_wards):
        raise RuleBroken("Choose wards of this area", "wards")
    if len(facts.ward_ids) > 1 and facts.groups_found is not None:
        raise RuleBroken("To say how many groups were new, record one ward at a time", "groups_found")


def may_put_back(removed_at: dt.datetime, now: dt.datetime) -> bool:
    return removed_at > now - PUT_BACK_WITHIN
