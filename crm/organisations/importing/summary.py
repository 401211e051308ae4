"""An import in figures: what the command prints, the preview shows and the batch keeps."""

from typing import Any

from crm.organisations.importing.planning import Plan

# What is kept with a batch; a whole file of refusals can be downloaded before it is confirmed.
MOST_KEPT = 100


def counts(plan: Plan) -> dict[str, int]:
    """created + matched + changed + refused = rows."""
    return {
        "rows": plan.rows,
        "created": len(plan.new),
        "matched": len(plan.matched) + len(plan.linked),
        "changed": len(plan.changed),
        "refused": len(plan.refusals),
        "area_corrected": len(plan.corrections),
    }


def more_counts(plan: Plan) -> dict[str, int]:
    return {
        "linked": len(plan.linked),
        "without_name": sum(not one.place.name for one in plan.new),
        "likely_duplicates": len(plan.pairs),
    }


def refusals(plan: Plan) -> list[dict[str, Any]]:
    return [{"row": refusal.row.number, "reason": refusal.reason} for refusal in plan.refusals]


def kept(plan: Plan) -> list[dict[str, Any]]:
    return [one._asdict() for one in plan.kept]


def report(plan: Plan, seconds: float, *, dry_run: bool) -> dict[str, Any]:
    """The object that `organisations import --json` prints (architecture.md 7)."""
    return {
        **counts(plan),
        "seconds": round(seconds, 2),
        "dry_run": dry_run,
        "refusals": refusals(plan),
        **more_counts(plan),
        "kept": kept(plan),
    }


def nothing(reason: str, seconds: float, *, dry_run: bool) -> dict[str, Any]:
    """The same object for a file or a run that was refused whole."""
    figures = dict.fromkeys(("rows", "created", "matched", "changed", "refused", "area_corrected"), 0)
    return {**figures, "seconds": round(seconds, 2), "dry_run": dry_run, "refusals": [], "error": reason}


def outcome(plan: Plan) -> dict[str, Any]:
    """What a batch keeps of it."""
    reasons = [refusal.reason for refusal in plan.refusals]
    by_reason = {reason: reasons.count(reason) for reason in list(dict.fromkeys(reasons))[:MOST_KEPT]}
    return {
        **counts(plan),
        **more_counts(plan),
        "by_reason": dict(sorted(by_reason.items(), key=lambda item: -item[1])),
        "refusals": refusals(plan)[:MOST_KEPT],
        "corrections": [one._asdict() for one in plan.corrections[:MOST_KEPT]],
        "kept": kept(plan)[:MOST_KEPT],
    }
