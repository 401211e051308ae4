"""How a group came to be what it is: in words, day by day, and as a small picture."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from crm.organisations.kinds import LINEAGE, RelationKind
from crm.organisations.models import Organisation

MOST = 6
ROW, LANE, LEFT, BREADTH = 48, 20, 12, 320
LETTERS = 30
ELSEWHERE = "A group in another area"
UNTIL, ONCE = "Until then it was called", "It was once called"


@dataclass(frozen=True)
class Step:
    """What happened on a day, or at a time not known: words, and what or whom they end with."""

    on: dt.date | None
    words: str
    name: str = ""
    other_id: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Dot:
    """A group in the picture; `said` is what it is to this one, which itself has none."""

    x: int
    y: int
    name: str
    said: str = ""


@dataclass(frozen=True)
class Picture:
    """The earlier groups above, the later ones below; each line is an SVG path."""

    height: int
    text_x: int
    dots: list[Dot]
    lines: list[str]
    words: str
    breadth: int = BREADTH


def steps(
    organisation: Organisation, former: Iterable[Any], venues: Sequence[Any], relations: Iterable[Any]
) -> list[Step]:
    """In the order of their days; what has no day comes first."""
    found = [Step(row.on, UNTIL if row.on else ONCE, row.name) for row in former]
    first = min((venue.started_on for venue in venues if venue.started_on), default=None)
    for venue in venues:
        if venue.ended_on:
            found.append(Step(venue.ended_on, "Left", _where(venue)))
        if venue.started_on and venue.started_on != first:
            found.append(Step(venue.started_on, "Moved to", _where(venue)))
    for relation in _of_lineage(relations):
        words, other_id, name = told(relation, organisation.id)
        found.append(Step(relation.started_on, words, name, other_id, relation.note))
    if organisation.closed_on and organisation.closed_reason:
        found.append(Step(organisation.closed_on, f"Closed: {organisation.closed_reason.label}"))
    return sorted(found, key=lambda step: step.on or dt.date.min)


def _where(venue: Any) -> str:
    if venue.is_hidden:
        return "a place that is kept private" if venue.is_secret else f"a{venue.instead[1:]}"
    return ", ".join(filter(None, (venue.address, venue.postcode))) or venue.area_name or "a place that is not known"


def _of_lineage(relations: Iterable[Any]) -> list[Any]:
    return [one for one in relations if one.kind in LINEAGE and one.removed_at is None]


def told(relation: Any, organisation_id: int) -> tuple[str, int | None, str]:
    """What the other group is to this one, with its id and name where it is in reach."""
    if relation.organisation_id == organisation_id:
        words, other_id, name = relation.kind.label, relation.other_id, relation.other_name
    else:
        words, other_id, name = relation.kind.seen_back, relation.organisation_id, relation.name
    return words, other_id if name else None, name or ELSEWHERE


def picture(organisation: Organisation, relations: Iterable[Any]) -> Picture | None:
    """None where there is nothing to draw. With several at one end, each has a lane, so that no lines cross."""
    earlier: list[Any] = []
    later: list[Any] = []
    for relation in sorted(_of_lineage(relations), key=lambda one: one.started_on or dt.date.min):
        (earlier if _is_earlier(relation, organisation.id) else later).append(relation)
    if not earlier and not later:
        return None
    above, below = earlier[:MOST], later[:MOST]
    here = Dot(LEFT, _row(len(above)), _short(organisation.name))
    upper = [_dot(one, organisation.id, place, len(above) - 1 - place) for place, one in enumerate(above)]
    lower = [_dot(one, organisation.id, len(above) + 1 + place, place) for place, one in enumerate(below)]
    lanes = max(len(above), len(below), 1)
    return Picture(
        height=ROW * (len(above) + len(below) + 1),
        text_x=LEFT + LANE * lanes,
        dots=[*upper, here, *lower],
        lines=[_line(dot, here) for dot in (*upper, *lower)],
        words=_in_words(organisation, [*upper, *lower]),
    )


def _is_earlier(relation: Any, organisation_id: int) -> bool:
    """A group splits from an earlier one, and becomes a later one."""
    is_outward: bool = relation.organisation_id == organisation_id
    return is_outward == (relation.kind is RelationKind.SPLIT_FROM)


def _dot(relation: Any, organisation_id: int, place: int, lane: int) -> Dot:
    words, _, name = told(relation, organisation_id)
    year = f", {relation.started_on.year}" if relation.started_on else ""
    return Dot(LEFT + LANE * lane, _row(place), _short(name), words + year)


def _row(place: int) -> int:
    return ROW * place + ROW // 2


def _line(dot: Dot, here: Dot) -> str:
    """Straight along the lane, and round the corner into the group."""
    bend = here.y + (-ROW if dot.y < here.y else ROW) // 2
    return f"M{dot.x} {dot.y}V{bend}C{dot.x} {here.y} {here.x} {bend} {here.x} {here.y}"


def _short(name: str) -> str:
    return name if len(name) <= LETTERS else name[: LETTERS - 1].rstrip() + "…"


def _in_words(organisation: Organisation, others: Iterable[Dot]) -> str:
    return f"{organisation.name}. " + ". ".join(f"{dot.said}: {dot.name}" for dot in others)
