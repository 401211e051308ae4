"""`python -m bench.matching.speed FOLDER`: all pairs of 5,000 and of 50,000 groups, judged in memory.

The groups are those of the list of 2026, laid out again and again beside each other, each copy further than any
rule looks; so that names, and how near groups stand, are as they are in life.
"""

import sys
import time
from collections import Counter
from pathlib import Path

from bench.matching.draw import Place, read_2026
from crm.core.text import fold
from crm.organisations.matching.blocks import pairs_among
from crm.organisations.matching.judging import Candidate
from crm.organisations.matching.names import read

SIZES = (5_000, 50_000)
AREAS = 33


def laid_out(places: list[Place], count: int) -> list[Candidate]:
    found = []
    for number in range(count):
        copy, place = divmod(number, len(places))
        one = places[place]
        point = (one.lon - (copy % 4) * 0.9, one.lat + copy // 4 * 0.5)
        areas = frozenset({copy * AREAS + place % AREAS})
        found.append(Candidate(number, (read(fold(one.name)),), (point,), areas=areas))
    return found


def main() -> None:
    places = read_2026(Path(sys.argv[1]))
    for size in SIZES:
        started, used = time.perf_counter(), time.process_time()
        counts = Counter(match.judgement.verdict.value for _, match in pairs_among(laid_out(places, size)))
        taken, used = time.perf_counter() - started, time.process_time() - used
        print(f"{size:,} groups: {taken:.1f} s, {used:.1f} s of one processor, {dict(counts)}")


if __name__ == "__main__":
    main()
