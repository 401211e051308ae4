import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from crm.access.scope import every_area
from crm.areas.models import Area
from crm.areas.queries import areas_by_name
from crm.core import clock
from crm.core.database import reading
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.reporting import queries
from crm.reporting.doctor import findings
from crm.reporting.figures import Figures
from crm.reporting.rules import check_day
from crm.reporting.standing import rebuild_all

standing = AppGroup("standing", help="The facts kept for today's figures.")


@standing.command("rebuild")
@with_appcontext
def rebuild_standing() -> None:
    """Works every group's kept facts out again."""
    with every_area("rebuilding the kept facts"):
        rebuild_all()
        db.session.commit()
    click.echo("Done")


@click.command("coverage")
@click.option("--area", "codes", multiple=True, metavar="GSS", help="An area's code; may be said again.")
@click.option("--as-at", type=click.DateTime(["%Y-%m-%d"]), help="A day, as 2026-03-31; today if not said.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@with_appcontext
def coverage(codes: tuple[str, ...], as_at: dt.datetime | None, as_json: bool) -> None:
    """Prints the coverage figures of some areas, or of all with a known group."""
    on = as_at.date() if as_at else clock.today()
    try:
        check_day(on, clock.today())
    except RuleBroken as broken:
        raise click.ClickException(broken.message) from broken
    with reading():
        areas = _areas(codes, on)
        shown = queries.coverage([area.id for area in areas], on)
    named = [(area.code, area.name, shown.by_area[area.id]) for area in areas]
    if as_json:
        click.echo(json.dumps({"as_at": on.isoformat(), **_as_json(named, shown.total)}))
    else:
        click.echo(_table([*named, ("", "All", shown.total)]))


def _areas(codes: tuple[str, ...], on: dt.date) -> list[Area]:
    """By code."""
    by_code = {area.code: area for area in sorted(areas_by_name(), key=lambda area: area.code)}
    missing = [code for code in codes if code not in by_code]
    if missing:
        raise click.ClickException(f"There is no area {', '.join(missing)}")
    known = set() if codes else set(queries.areas_with_known_groups(on))
    return [area for area in by_code.values() if area.code in codes or area.id in known]


def _as_json(named: Sequence[tuple[str, str, Figures]], total: Figures) -> dict[str, Any]:
    areas = [{"area": code, "name": name, **part.as_json()} for code, name, part in named]
    return {"areas": areas, "total": total.as_json()}


def _table(named: Sequence[tuple[str, str, Figures]]) -> str:
    heads = ("known", "contacted", "engaged", "with children", "policy in date", "lead named", "checks", "training")
    lines = [f"{'':<32}" + "".join(f"{head:>16}" for head in heads)]
    for code, name, part in named:
        first = [next(iter(block.values())) for block in part.with_children.values()]
        counts = (part.known, part.contacted, part.engaged, part.children, *first)
        lines.append(f"{f'{code} {name}'.strip():<32}" + "".join(f"{count:>16,}" for count in counts))
    return "\n".join([*lines, "Policy, lead, checks and training are of the groups with children."])


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Checks what must always be true; prints what is not, and then exits with 1."""
    with reading():
        found = findings()
    for finding in found:
        click.echo(finding)
    if found:
        raise click.exceptions.Exit(1)
    click.echo("Nothing is wrong")
