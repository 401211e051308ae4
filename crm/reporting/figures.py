"""Counts groups into the buckets of architecture.md 4, "Coverage": plain sums over what a query placed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from crm.core.labels import Labelled
from crm.organisations.kinds import Faith, OrganisationKind
from crm.reporting.rules import Checks, Children, Lead, Policy, Training

# The blocks that are repeated over groups with children.
MEASURES: dict[str, type[Labelled]] = {"policy": Policy, "lead": Lead, "checks": Checks, "training": Training}
BLOCKS: dict[str, type[Labelled]] = {"children": Children, **MEASURES}

# Where each part stands in the one number a query gives for a group: its bit, and how many bits it takes.
SHIFTS = {"policy": 0, "lead": 2, "checks": 4, "training": 6, "children": 8}
CONTACTED, ENGAGED = 1 << 10, 1 << 11
_ORDERS: dict[str, list[Labelled]] = {name: list(buckets) for name, buckets in BLOCKS.items()}


class Group(NamedTuple):
    """A known group; `state` packs its buckets, two bits each, and whether it was contacted and is engaged."""

    kind: str
    faith: str
    state: int


@dataclass(frozen=True)
class Number:
    """One of the numbers shown; known, contacted and engaged have no bucket."""

    measure: str = "known"
    bucket: Labelled | None = None
    among_children: bool = False
    kind: OrganisationKind | None = None
    faith: Faith | None = None

    def counts(self, group: Group) -> bool:
        return (
            (self.measure != "contacted" or bool(group.state & CONTACTED))
            and (self.measure != "engaged" or bool(group.state & ENGAGED))
            and (self.bucket is None or bucket(group.state, self.measure) is self.bucket)
            and (not self.among_children or bucket(group.state, "children") is Children.YES)
            and (self.kind is None or group.kind == self.kind.value)
            and (self.faith is None or group.faith == self.faith.value)
        )


@dataclass(frozen=True)
class Figures:
    known: int
    contacted: int
    engaged: int
    blocks: Mapping[str, Mapping[Labelled, int]]
    with_children: Mapping[str, Mapping[Labelled, int]]

    @property
    def children(self) -> int:
        """How many groups are known to work with children: what percentages are taken of."""
        return self.blocks["children"][Children.YES]

    def count(self, measure: str, bucket: Labelled | None = None, *, among_children: bool = False) -> int:
        if bucket is None:
            count: int = getattr(self, measure)
            return count
        return (self.with_children if among_children else self.blocks)[measure][bucket]

    def as_json(self) -> dict[str, Any]:
        return {
            "known": self.known,
            "contacted": self.contacted,
            "engaged": self.engaged,
            **_plain(self.blocks),
            "with_children": _plain(self.with_children),
        }


@dataclass(frozen=True)
class Known:
    """The known groups of an area on a day, by id. Replaced, but never altered."""

    groups: Mapping[int, Group] = field(default_factory=dict)

    @cached_property
    def figures(self) -> Figures:
        return _figures(_states(Counter(self.groups.values())))


@dataclass(frozen=True)
class Coverage:
    """Figures by area, by kind and by faith, and in all: there, a group in two areas counts once.

    `groups` are those that all of it rests on, by id; `sorts` says how many of them are alike.
    """

    groups: Mapping[int, Group]
    sorts: Mapping[Group, int]
    total: Figures
    by_area: Mapping[int, Figures]
    by_kind: Mapping[str, Figures] = field(default_factory=dict)
    by_faith: Mapping[str, Figures] = field(default_factory=dict)


def _plain(blocks: Mapping[str, Mapping[Labelled, int]]) -> dict[str, dict[str, int]]:
    return {name: {bucket.value: count for bucket, count in block.items()} for name, block in blocks.items()}


def coverage(areas: Mapping[int, Known]) -> Coverage:
    groups = _once_each(known.groups for known in areas.values())
    sorts = Counter(groups.values())
    return Coverage(
        groups=groups,
        sorts=sorts,
        total=_figures(_states(sorts)),
        by_area={area_id: known.figures for area_id, known in areas.items()},
        by_kind=_split(sorts, "kind"),
        by_faith=_split(sorts, "faith"),
    )


def by_part(groups: Mapping[int, Group], part_of: Mapping[int, int]) -> dict[int | None, Figures]:
    """The figures of each part that some of the groups are in; None is the part of those that are in none."""
    sorts: dict[int | None, Counter[int]] = {}
    for organisation_id, group in groups.items():
        sorts.setdefault(part_of.get(organisation_id), Counter())[group.state] += 1
    return {part: _figures(states) for part, states in sorts.items()}


def _once_each(areas: Iterable[Mapping[int, Group]]) -> Mapping[int, Group]:
    """What is true of a group in any of the areas is true of it in all."""
    once: dict[int, Group] = {}
    for there in areas:
        again = {key: _either(once[key], there[key]) for key in once.keys() & there.keys()}
        once.update(there)
        once.update(again)
    return once


def _either(one: Group, other: Group) -> Group:
    return one._replace(state=one.state | other.state)


def _split(sorts: Mapping[Group, int], by: str) -> dict[str, Figures]:
    parts: dict[str, dict[Group, int]] = {}
    for group, count in sorts.items():
        parts.setdefault(getattr(group, by), {})[group] = count
    return {value: _figures(_states(part)) for value, part in parts.items()}


def _states(sorts: Mapping[Group, int]) -> Mapping[int, int]:
    """How many groups there are of each state."""
    states: dict[int, int] = {}
    for group, count in sorts.items():
        states[group.state] = states.get(group.state, 0) + count
    return states


def _figures(states: Mapping[int, int]) -> Figures:
    of_children = {state: count for state, count in states.items() if bucket(state, "children") is Children.YES}
    return Figures(
        known=sum(states.values()),
        contacted=sum(count for state, count in states.items() if state & CONTACTED),
        engaged=sum(count for state, count in states.items() if state & ENGAGED),
        blocks={name: _block(states, name) for name in BLOCKS},
        with_children={name: _block(of_children, name) for name in MEASURES},
    )


def bucket(state: int, name: str) -> Labelled:
    return _ORDERS[name][state >> SHIFTS[name] & 3]


def _block(states: Mapping[int, int], name: str) -> dict[Labelled, int]:
    shift, counts = SHIFTS[name], [0, 0, 0, 0]
    for state, count in states.items():
        counts[state >> shift & 3] += count
    return dict(zip(_ORDERS[name], counts, strict=False))
