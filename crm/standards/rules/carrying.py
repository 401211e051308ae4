"""What was evidenced before, in this set or in one that asks the same, is there when another assessment begins."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm.standards.models import Criterion
from crm.standards.rules.colours import Given, Reply

Name = tuple[str, str]


@dataclass(frozen=True)
class Evidenced:
    """A yes or partly whose evidence an adviser saw, in a finished assessment."""

    assessment_id: int
    seen_by_id: int
    given: Given

    @property
    def seen_on(self) -> dt.date:
        assert self.given.seen_on is not None
        return self.given.seen_on


def carried(
    set_code: str, criteria: Sequence[Criterion], found: Mapping[Name, Evidenced], links: Sequence[tuple[Name, Name]]
) -> dict[int, Evidenced]:
    """By the criterion's id. `found` goes by the code of a set and that of a criterion there; links go both ways.

    Of several that together answer one, all must be evidenced, and the weakest of them counts.
    """
    taken = {one.id: _taken((set_code, one.code), found, links) for one in criteria}
    return {key: evidenced for key, evidenced in taken.items() if evidenced is not None}


def _taken(name: Name, found: Mapping[Name, Evidenced], links: Sequence[tuple[Name, Name]]) -> Evidenced | None:
    if name in found:
        return found[name]
    together = [there for here, there in links if here == name]
    if together:
        return _weakest([found[one] for one in together]) if all(one in found for one in together) else None
    wider = [found[here] for here, there in links if there == name and here in found]
    return _weakest(wider) if wider else None


def _weakest(several: Sequence[Evidenced]) -> Evidenced:
    return min(several, key=lambda one: (one.given.reply is Reply.YES, one.given.due_on or dt.date.max, one.seen_on))
