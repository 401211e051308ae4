"""`flask --app app organisations ...`"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, BinaryIO, NoReturn

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import NoResultFound

from crm.access.scope import every_area
from crm.areas.queries import area_ids_by_code
from crm.areas.rules import normalise_gss
from crm.core.database import spare_memory
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations.actions.places import place_in_wards
from crm.organisations.importing import jobs, reading, refused, rules, summary
from crm.organisations.importing.planning import Limits, Plan
from crm.organisations.queries.wards import misplaced

organisations = AppGroup("organisations", help="Groups and settings.")

MOST_PRINTED = 20


@organisations.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", "source_name", required=True, metavar="NAME", help="Where the list is from, such as osm.")
@click.option("--area", "codes", multiple=True, metavar="GSS", help="Keep this area only; may be said several times.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--all-or-nothing", is_flag=True, help="Import only if no row is refused.")
@click.option("--refused", "refused_file", type=click.File("w", encoding="utf-8-sig"), metavar="CSV",
              help="Write the refused rows there, with their reasons.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_list(
    file: Path,
    source_name: str,
    codes: tuple[str, ...],
    refused_file: IO[str] | None,
    as_json: bool,
    **how: bool,
) -> None:
    """Bring in a list: CSV, Excel, GeoJSON, Overpass or the charity register. Importing it again changes nothing."""
    started = time.perf_counter()
    spare_memory()
    with every_area("an import from the command line"), file.open("rb") as stream:
        try:
            source = rules.check_source(source_name)
            limits = _limits(codes)
        except RuleBroken as broken:
            raise click.UsageError(broken.message) from broken
        try:
            most = None if as_json else summary.MOST_KEPT
            found = _run(stream, source, limits, refused_file, most, **how)
        except RuleBroken as broken:
            _refuse(broken, time.perf_counter() - started, dry_run=how["dry_run"], as_json=as_json)
    said = summary.report(found, time.perf_counter() - started, dry_run=how["dry_run"])
    click.echo(json.dumps(said, ensure_ascii=False) if as_json else _in_words(said))


@organisations.command("undo-import")
@click.argument("batch_id", type=int, metavar="IMPORT")
def undo_import(batch_id: int) -> None:
    """Take back an import by the number that it printed; refused while somebody has built on it."""
    with every_area("an import is undone from the command line"):
        try:
            jobs.start_undo(batch_id)
            jobs.undo(batch_id, None)
        except NoResultFound as missing:
            raise click.UsageError(f"There is no import {batch_id}") from missing
        except jobs.InTheWay as built_on:
            for one in built_on.groups:
                click.echo(f"line {one.row}, {one.name}: {one.why}", err=True)
            click.echo(built_on.message, err=True)
            sys.exit(1)
        except RuleBroken as broken:
            click.echo(broken.message, err=True)
            sys.exit(1)
    click.echo(f"Import {batch_id} is undone.")


@organisations.command("wards")
@with_appcontext
def wards() -> None:
    """Put each place in the ward it lies in, where wards are loaded; for every night, and safe to repeat."""
    with every_area("places are put in their wards"):
        moved = place_in_wards(misplaced())
        db.session.commit()
    click.echo(f"{moved:,} places put in their ward")


def _limits(codes: tuple[str, ...]) -> Limits:
    held = area_ids_by_code()
    wanted = [normalise_gss(code) for code in codes]
    unknown = [code for code in wanted if code not in held]
    if unknown:
        raise RuleBroken(f"No area is loaded with the code {', '.join(unknown)}")
    return Limits(frozenset(held[code] for code in wanted) if wanted else None, rules.OUTSIDE_CHOSEN)


def _run(
    stream: BinaryIO,
    source: str,
    limits: Limits,
    refused_file: IO[str] | None,
    most: int | None,
    *,
    dry_run: bool,
    all_or_nothing: bool,
) -> summary.Outcome:
    if not area_ids_by_code():
        raise RuleBroken("No area is loaded: run `flask --app app seed reference` first")
    click.echo("Reading the file", err=True)
    listing = jobs.listing_of(stream, source, limits)
    if dry_run or all_or_nothing or refused_file:
        found = jobs.look(stream, listing, _tell(refused_file, reading.read(stream).header), most)
        if dry_run:
            return found
        if all_or_nothing and found["refused"]:
            raise RuleBroken(f"Of {found['rows']:,} rows, {found['refused']:,} are refused")
    click.echo("Writing what its rows say", err=True)
    return jobs.import_now(stream, listing, Path(stream.name).name, None, most, _progress)


def _progress(found: summary.Outcome) -> None:
    """A line with each part of a list; never on standard output, which is for the result."""
    click.echo(f"{found['rows']:,} rows done", err=True)


def _tell(refused_file: IO[str] | None, header: list[str]) -> Callable[[Plan], None]:
    """Each part's refused rows go to the file while the list is looked at."""
    if refused_file is None:
        return lambda part: None
    table = refused.Sheet(refused_file, header)
    return lambda part: table.add((refusal.row.raw, refusal.row.number, refusal.reason) for refusal in part.refusals)


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
    lines += [f"mended, {what} ({count:,})" for what, count in said["mended_by"].items()]
    lines += [f"line {refusal['row']}: {refusal['reason']}" for refusal in said["refusals"][:MOST_PRINTED]]
    if "import" in said:
        lines.append(f"To take it back: flask --app app organisations undo-import {said['import']}")
    if said["refused"] > MOST_PRINTED:
        lines.append(f"and {said['refused'] - MOST_PRINTED:,} more refused; --json lists them all")
    return "\n".join(lines)
