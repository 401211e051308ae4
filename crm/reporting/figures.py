"""Counts groups into the buckets of architecture.md 4, "Coverage": plain sums over what a query placed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crm.core.labels import Labelled
from crm.reporting.rules import Checks, Children, Lead, Policy, Training

# The blocks that are repeated over groups with children.
MEASURES: dict[str, type[Labelled]] = {"policy": Policy, "lead": Lead, "checks": Checks, "training": Training}
BLOCKS: dict[str, type[Labelled]] = {"children": Children, **MEASURES}

# Where each part stands in the one number a query gives for a group: its bit, and how many bits it takes.
SHIFTS = {"policy": 0, "lead": 2, "checks": 4, "training": 6, "children": 8}
CONTACTED, ENGAGED = 1 << 10, 1 << 11


class Placed(NamedTuple):
    """A known group in one of the chosen areas; `state` packs its buckets, two bits each."""

    area_id: int
    organisation_id: int
    kind: str
    faith: str
    state: int


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
class Coverage:
    """Figures by area, by kind and by faith, and in all: there, a group in two areas counts once."""

    total: Figures
    by_area: Mapping[int, Figures]
    by_kind: Mapping[str, Figures] = field(default_factory=dict)
    by_faith: Mapping[str, Figures] = field(default_factory=dict)


def _plain(blocks: Mapping[str, Mapping[Labelled, int]]) -> dict[str, dict[str, int]]:
    return {name: {bucket.value: count for bucket, count in block.items()} for name, block in blocks.items()}


def coverage(placed: Iterable[Placed], area_ids: Iterable[int]) -> Coverage:
    by_area: dict[int, Counter[int]] = {area_id: Counter() for area_id in area_ids}
    groups: dict[int, tuple[str, str, int]] = {}
    for area_id, organisation_id, kind, faith, state in placed:
        by_area[area_id][state] += 1
        known = groups.get(organisation_id)
        groups[organisation_id] = (kind, faith, state if known is None else state | known[2])
    by_kind, by_faith, total = _grouped(groups.values())
    return Coverage(
        total=figures(total),
        by_area={area_id: figures(states) for area_id, states in by_area.items()},
        by_kind={kind: figures(states) for kind, states in by_kind.items()},
        by_faith={faith: figures(states) for faith, states in by_faith.items()},
    )


def _grouped(
    groups: Iterable[tuple[str, str, int]],
) -> tuple[dict[str, Counter[int]], dict[str, Counter[int]], Counter[int]]:
    """By kind, by faith, and all, from (kind, faith, state) of each group."""
    by_kind: dict[str, Counter[int]] = {}
    by_faith: dict[str, Counter[int]] = {}
    total: Counter[int] = Counter()
    for (kind, faith, state), count in Counter(groups).items():
        by_kind.setdefault(kind, Counter())[state] += count
        by_faith.setdefault(faith, Counter())[state] += count
        total[state] += count
    return by_kind, by_faith, total


def figures(states: Mapping[int, int]) -> Figures:
    """From how many groups there are of each packed state."""
    yes = list(Children).index(Children.YES)
    of_children = {state: count for state, count in states.items() if _part(state, "children") == yes}
    return Figures(
        known=sum(states.values()),
        contacted=sum(count for state, count in states.items() if state & CONTACTED),
        engaged=sum(count for state, count in states.items() if state & ENGAGED),
        blocks={name: _block(states, name) for name in BLOCKS},
        with_children={name: _block(of_children, name) for name in MEASURES},
    )


def _part(state: int, name: str) -> int:
    return state >> SHIFTS[name] & 3


def _block(states: Mapping[int, int], name: str) -> dict[Labelled, int]:
    counts = [0, 0, 0, 0]
    for state, count in states.items():
        counts[_part(state, name)] += count
    return {bucket: counts[place] for place, bucket in enumerate(BLOCKS[name])}
