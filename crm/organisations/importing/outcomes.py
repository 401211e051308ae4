"""A plan told row by row: how each ends, why, and how sure that is."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from crm.organisations.importing import rules
from crm.organisations.importing.planning import Located, Plan
from crm.organisations.importing.rules import Ending

Row = dict[str, Any]
SURE = 100


def rows_of(part: Plan, made: Mapping[int, int] | None = None) -> Iterator[Row]:
    """As they are kept; `made` are the ids of new groups by their lines, once they are written."""
    notes = _notes(part)
    for row in _ends(part, made or {}):
        yield {"why": "", "score": None, "changes": [], "raw": None, "remarks": notes[row["number"]], **row}


def _notes(part: Plan) -> dict[int, list[str]]:
    notes: dict[int, list[str]] = defaultdict(list)
    for remark in part.remarks:
        notes[remark.row].append(remark.what)
    for one in part.corrections:
        notes[one.row].append(f"The area is {one.area} by the map, {one.label} in the list")
    for kept in part.kept:
        notes[kept.row].append(f"Kept as somebody edited it: {', '.join(kept.fields).replace('_', ' ')}")
    return notes


def _ends(part: Plan, made: Mapping[int, int]) -> Iterator[Row]:
    for one in part.new:
        yield {**_of(one, Ending.CREATED), "group_id": made.get(one.place.row)}
    for link in part.linked:
        yield {
            **_of(link.located, Ending.MATCHED),
            "group_id": link.organisation_id,
            "why": link.why,
            "score": link.score,
        }
    for met in part.matched:
        yield {**_known(met.located, Ending.MATCHED), "group_id": met.listed.organisation_id}
    for change in part.changed:
        current = change.listed.current
        changes = [[key, current[key], value] for key, value in change.take.items()]
        yield {
            **_known(change.located, Ending.CHANGED),
            "group_id": change.listed.organisation_id,
            "changes": changes,
        }
    for refusal in part.refusals:
        raw = [cell[:1000] for cell in refusal.row.raw]
        yield {
            "number": refusal.row.number,
            "ending": Ending.REFUSED,
            "name": refusal.name,
            "group_id": None,
            "why": refusal.reason,
            "raw": raw,
        }


def _of(one: Located, ending: Ending) -> Row:
    return {"number": one.place.row, "ending": ending, "name": rules.name_of(one.place)}


def _known(one: Located, ending: Ending) -> Row:
    return {**_of(one, ending), "why": "The same number in this list", "score": SURE}
