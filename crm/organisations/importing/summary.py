"""An import in figures: what the command prints, the preview shows and the batch keeps."""

from collections import Counter
from typing import Any

from crm.organisations.importing.planning import Plan

# What is kept with a batch; every row is kept by itself.
MOST_KEPT = 100
COUNTS = ("rows", "created", "matched", "changed", "refused", "area_corrected")
MORE_COUNTS = ("linked", "without_name", "likely_duplicates", "mended")

Outcome = dict[str, Any]


def nothing_yet(of: int = 0) -> Outcome:
    """`of` is how many rows there are, once that is known."""
    lists: Outcome = {"refusals": [], "corrections": [], "kept": [], "by_reason": {}, "by_remark": {}}
    return {**dict.fromkeys((*COUNTS, *MORE_COUNTS), 0), "of": of, **lists}


def add(before: Outcome, part: Plan, most: int | None = MOST_KEPT) -> Outcome:
    """The figures with those of some more rows; created + matched + changed + refused = rows.

    `most` None is for the command with --json, which prints every refusal and every value that was kept.
    """
    more = _figures(part)
    figures = {key: before[key] + more[key] for key in (*COUNTS, *MORE_COUNTS)}
    lists = {
        "refusals": [{"row": refusal.row.number, "reason": refusal.reason} for refusal in part.refusals],
        "kept": [one._asdict() for one in part.kept],
    }
    return {
        **figures,
        "of": before.get("of", 0),
        **{key: [*before[key], *found][:most] for key, found in lists.items()},
        "corrections": [*before["corrections"], *(one._asdict() for one in part.corrections)][:MOST_KEPT],
        "by_reason": _together(before["by_reason"], (refusal.reason for refusal in part.refusals)),
        "by_remark": _together(before["by_remark"], (remark.what for remark in part.remarks)),
    }


def _figures(part: Plan) -> dict[str, int]:
    ends = {
        "created": len(part.new),
        "matched": len(part.matched) + len(part.linked),
        "changed": len(part.changed),
        "refused": len(part.refusals),
    }
    return {
        "rows": sum(ends.values()),
        **ends,
        "area_corrected": len(part.corrections),
        "linked": len(part.linked),
        "without_name": sum(not one.place.name for one in part.new),
        "likely_duplicates": len(part.pairs),
        "mended": len({remark.row for remark in part.remarks}),
    }


def _together(before: dict[str, int], more: Any) -> dict[str, int]:
    """The commonest first; reasons that name a value of their own are not kept without end."""
    counts = Counter(before)
    counts.update(more)
    return dict(counts.most_common(MOST_KEPT))


def counts(outcome: Outcome) -> dict[str, int]:
    return {key: outcome[key] for key in COUNTS}


def report(outcome: Outcome, seconds: float, *, dry_run: bool) -> dict[str, Any]:
    """The object that `organisations import --json` prints (architecture.md 7)."""
    return {
        **counts(outcome),
        "seconds": round(seconds, 2),
        "dry_run": dry_run,
        "refusals": outcome["refusals"],
        **{key: outcome[key] for key in MORE_COUNTS},
        "kept": outcome["kept"],
        **({"import": outcome["import"]} if "import" in outcome else {}),
        "mended_by": outcome["by_remark"],
    }


def nothing(reason: str, seconds: float, *, dry_run: bool) -> dict[str, Any]:
    """The same object for a file or a run that was refused whole."""
    figures = dict.fromkeys(COUNTS, 0)
    return {**figures, "seconds": round(seconds, 2), "dry_run": dry_run, "refusals": [], "error": reason}
