"""Candidates by their keys, so that each is compared with the few that share one and not with all. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from crm.organisations.matching.judging import Candidate, Judgement, Verdict, judge
from crm.organisations.matching.keys import Cell, Key, cell_of, cells_around, common_keys, words_asked, words_kept

# Some lists put every place they do not know at one point, and some names are everywhere: there no more is looked at,
# and told, than this. It keeps the work in line with the number of groups.
MOST_IN_BLOCK, MOST_ALIKE = 20, 5


class Match(NamedTuple):
    other: Candidate
    judgement: Judgement

    @property
    def is_sure(self) -> bool:
        return self.judgement.verdict is Verdict.SAME


def likeliest(*found: Iterable[Match]) -> list[Match]:
    """The same first, then by likeness; never more than a few."""
    order = sorted(chain(*found), key=lambda match: (not match.is_sure, -match.judgement.score, match.other.key))
    return order[:MOST_ALIKE]


class Blocks:
    """What was added can be met; what is asked about need not be in it."""

    def __init__(self, candidates: Iterable[Candidate] = ()) -> None:
        self._blocks: dict[Key, list[Candidate]] = defaultdict(list)
        self._cells: dict[Cell, dict[str, list[Candidate]]] = defaultdict(lambda: defaultdict(list))
        for candidate in candidates:
            self.add(candidate)

    def add(self, candidate: Candidate) -> None:
        for block in self._own(candidate):
            if len(block) < MOST_IN_BLOCK:
                block.append(candidate)

    def _own(self, candidate: Candidate) -> Iterator[list[Candidate]]:
        yield from (self._blocks[key] for key in set(common_keys(candidate)))
        for point in set(candidate.points):
            cell = self._cells[cell_of(*point)]
            yield from (cell[word] for name in candidate.names for word in words_kept(name))

    def like(self, candidate: Candidate) -> list[Match]:
        """As `likeliest` has them."""
        met = {other.key: other for other in self._around(candidate)}
        met.pop(candidate.key, None)
        found = [Match(other, judge(candidate, other)) for other in met.values()]
        return likeliest(match for match in found if match.judgement.verdict is not Verdict.DIFFERENT)

    def _around(self, candidate: Candidate) -> Iterator[Candidate]:
        for key in common_keys(candidate):
            yield from self._blocks.get(key, ())
        words = {word for name in candidate.names for word in words_asked(name)}
        for around in (cells_around(*point) for point in candidate.points):
            for cell in (self._cells[at] for at in around if at in self._cells):
                for word in words & cell.keys():
                    yield from cell[word]


def pairs_among(candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, Match]]:
    """Every two of them that are one or may be, once."""
    met = Blocks()
    for candidate in candidates:
        for match in met.like(candidate):
            yield candidate, match
        met.add(candidate)
