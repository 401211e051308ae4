"""Candidates by their keys, so that each is compared with the few that share one and not with all. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from crm.organisations.matching.judging import Candidate, Judgement, Verdict, judge
from crm.organisations.matching.keys import Key, asked_keys, kept_keys

# Some lists put every place they do not know at one point, and some names are everywhere: there no more is looked at,
# and told, than this. It keeps the work in line with the number of groups.
MOST_IN_BLOCK, MOST_ALIKE = 60, 5


class Match(NamedTuple):
    other: Candidate
    judgement: Judgement

    @property
    def is_sure(self) -> bool:
        return self.judgement.verdict is Verdict.SAME


class Blocks:
    """What was added can be met; what is asked about need not be in it."""

    def __init__(self, candidates: Iterable[Candidate] = ()) -> None:
        self._blocks: dict[Key, list[Candidate]] = defaultdict(list)
        for candidate in candidates:
            self.add(candidate)

    def add(self, candidate: Candidate) -> None:
        for key in kept_keys(candidate):
            block = self._blocks[key]
            if len(block) < MOST_IN_BLOCK:
                block.append(candidate)

    def like(self, candidate: Candidate) -> list[Match]:
        """The same first, then by likeness; never more than a few."""
        met = {other.key: other for other in self._around(candidate)}
        met.pop(candidate.key, None)
        found = [Match(other, judge(candidate, other)) for other in met.values()]
        found = [match for match in found if match.judgement.verdict is not Verdict.DIFFERENT]
        found.sort(key=lambda match: (not match.is_sure, -match.judgement.score, match.other.key))
        return found[:MOST_ALIKE]

    def _around(self, candidate: Candidate) -> Iterator[Candidate]:
        for key in asked_keys(candidate):
            yield from self._blocks.get(key, ())


def pairs_among(candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, Match]]:
    """Every two of them that are one or may be, once."""
    met = Blocks()
    for candidate in candidates:
        for match in met.like(candidate):
            yield candidate, match
        met.add(candidate)
