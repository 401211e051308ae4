"""`flask --app app organisations ...`"""

import json
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import click
from flask.cli import AppGroup

from crm.access.scope import every_area
from crm.areas.queries import area_ids_by_code
from crm.areas.rules import normalise_gss
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations.importing import actions, jobs, reading, rules, summary
from crm.organisations.importing.planning import Limits, Plan

organisations = AppGroup("organisations", help="Groups and settings.")

MOST_PRINTED = 20


@organisations.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", "source_name", required=True, metavar="NAME", help="Where the list is from, such as osm.")
@click.option("--area", "codes", multiple=True, metavar="GSS", help="Keep this area only; may be said several times.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_list(file: Path, source_name: str, codes: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Bring in the places of worship of a CSV file. Importing it again changes nothing."""
    started = time.perf_counter()
    with every_area("an import from the command line"):
        try:
            source = rules.check_source(source_name)
            limits = _limits(codes)
        except RuleBroken as broken:
            raise click.UsageError(broken.message) from broken
        try:
            made = _run(_content(file), source, limits, file.name, dry_run=dry_run)
        except RuleBroken as broken:
            _refuse(broken, time.perf_counter() - started, dry_run=dry_run, as_json=as_json)
    said = summary.report(made, time.perf_counter() - started, dry_run=dry_run)
    click.echo(json.dumps(said, ensure_ascii=False) if as_json else _in_words(said))


def _limits(codes: tuple[str, ...]) -> Limits:
    held = area_ids_by_code()
    wanted = [normalise_gss(code) for code in codes]
    unknown = [code for code in wanted if code not in held]
    if unknown:
        raise RuleBroken(f"No area is loaded with the code {', '.join(unknown)}")
    return Limits(frozenset(held[code] for code in wanted) if wanted else None, rules.OUTSIDE_CHOSEN)


def _content(file: Path) -> bytes:
    """No more is read than is needed to see that a file is too large."""
    with file.open("rb") as stream:
        return stream.read(reading.LIMIT_BYTES + 1)


def _run(content: bytes, source: str, limits: Limits, file_name: str, *, dry_run: bool) -> Plan:
    if not area_ids_by_code():
        raise RuleBroken("No area is loaded: run `flask --app app seed reference` first")
    click.echo("Reading the file", err=True)
    made = jobs.look_at(content, source, limits)
    if dry_run:
        return made
    click.echo(f"Writing what {made.rows:,} rows say", err=True)
    batch = actions.stage_import(made, file_name, None, None)
    db.session.commit()
    return jobs.bring_in(content, source, limits, batch.id, None)


def _refuse(broken: RuleBroken, seconds: float, *, dry_run: bool, as_json: bool) -> NoReturn:
    """Nothing was changed; exit code 1 (architecture.md 7)."""
    click.echo(f"Nothing was imported. {broken.message}", err=True)
    if as_json:
        click.echo(json.dumps(summary.nothing(broken.message, seconds, dry_run=dry_run), ensure_ascii=False))
    sys.exit(1)


def _in_words(said: dict[str, Any]) -> str:
    lines = ["Dry run: nothing was changed."] if said["dry_run"] else []
    for key in ("rows", *(ending.value for ending in rules.Ending), "area_corrected", "seconds"):
        lines.append(f"{key.replace('_', ' ')}: {said[key]:,}")
    lines += [f"line {refusal['row']}: {refusal['reason']}" for refusal in said["refusals"][:MOST_PRINTED]]
    if len(said["refusals"]) > MOST_PRINTED:
        lines.append(f"and {len(said['refusals']) - MOST_PRINTED:,} more refused; --json lists them all")
    return "\n".join(lines)
