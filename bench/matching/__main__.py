"""`python -m bench.matching [--half final] [--show]`: how the rules judge the labelled pairs."""

import argparse
import csv
from collections import Counter
from pathlib import Path

from crm.core.text import fold
from crm.organisations.matching.judging import Candidate, Judgement, Verdict, judge
from crm.organisations.matching.names import read

PAIRS = Path(__file__).with_name("pairs.csv")
_METRE = 1 / 111_195
_AT = (0.03, 51.53)


def main() -> None:
    asked = _arguments()
    judged = [(row, verdict_of(row)) for row in pairs_of(PAIRS, asked.half)]
    if asked.show:
        _show(judged)
    counts = Counter((row["label"], judgement.verdict) for row, judgement in judged)
    for line in figures(counts):
        print(line)


def pairs_of(path: Path, half: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["half"] == half]


def verdict_of(row: dict[str, str]) -> Judgement:
    return judge(*candidates_of(row))


def candidates_of(row: dict[str, str]) -> tuple[Candidate, Candidate]:
    """Each pair as two places so far apart; nothing else of the lists is told. A charity's point is a postcode's."""
    is_exact = row["one_from"] != "charity register"
    there = (_AT[0], _AT[1] + int(row["metres"]) * _METRE)
    one = Candidate(1, (read(fold(row["one"])),), (_AT,), is_exact=is_exact)
    return one, Candidate(2, (read(fold(row["other"])),), (there,))


def figures(counts: Counter[tuple[str, Verdict]]) -> list[str]:
    """Unsure pairs are wrong where they were matched without asking, and not among those to be found."""
    matched = {label: counts[label, Verdict.SAME] for label in ("same", "different", "unsure")}
    asked = {label: counts[label, Verdict.LOOK] for label in ("same", "different", "unsure")}
    same = sum(count for (label, _), count in counts.items() if label == "same")
    return [
        f"pairs {sum(counts.values())}, of them the same {same}",
        f"matched by itself {sum(matched.values())}: {matched}",
        f"  precision {matched['same'] / sum(matched.values()):.3f}, recall {matched['same'] / same:.3f}",
        f"put to a person {sum(asked.values())}: {asked}",
        f"  recall with those {(matched['same'] + asked['same']) / same:.3f}",
    ]


def _show(judged: list[tuple[dict[str, str], Judgement]]) -> None:
    right = {"same": Verdict.SAME, "different": Verdict.DIFFERENT}
    for row, judgement in judged:
        if judgement.verdict is not right.get(row["label"]):
            said = f"{row['label']:9} {judgement.verdict:9} {judgement.score:3}"
            print(f"{row['pair']:>4} {said} {row['metres']:>5} m  {row['one']} | {row['other']}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.matching")
    parser.add_argument("--half", choices=("tuning", "final"), default="tuning")
    parser.add_argument("--show", action="store_true", help="the pairs that were judged otherwise than labelled")
    return parser.parse_args()


if __name__ == "__main__":
    main()
