"""`flask --app app organisations match-keys` and `organisations duplicates`."""

import json
from dataclasses import asdict

import click

from crm.access.scope import every_area
from crm.core.database import reading
from crm.extensions import db
from crm.organisations.commands import MOST_PRINTED, organisations
from crm.organisations.matching import finding, keeping


@organisations.command("match-keys")
def match_keys() -> None:
    """Work every group's match keys out again, such as after the words of the field changed."""
    with every_area("rebuilding the match keys"):
        count = keeping.rebuild_all()
        db.session.commit()
    click.echo(f"{count:,} keys")


@organisations.command("duplicates")
@click.option("--dry-run", is_flag=True, help="Say which pairs there are, and leave the queue as it is.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def duplicates(dry_run: bool, as_json: bool) -> None:
    """Find every two groups that may be one, and bring the queue up to date. Nothing is merged."""
    with every_area("pairs of groups that may be one"):
        with reading():
            found = finding.find_pairs()
            db.session.rollback()
        brought = None if dry_run else finding.bring_up_to_date(found)
        db.session.commit()
    figures = {"groups": found.groups, "pairs": len(found.pairs), "seconds": round(found.seconds, 2)}
    figures |= asdict(brought) if brought else {}
    if as_json:
        click.echo(json.dumps(figures))
        return
    for pair, (score, reason) in sorted(found.pairs.items(), key=lambda item: -item[1][0])[:MOST_PRINTED]:
        click.echo(f"{score:3} % groups {pair[0]} and {pair[1]}: {reason}")
    click.echo(", ".join(f"{name} {count:,}" for name, count in figures.items()))
