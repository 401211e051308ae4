"""`flask --app app people duplicates`."""

import click
from flask.cli import AppGroup

from crm.access.scope import every_area
from crm.core.database import reading
from crm.extensions import db
from crm.people.matching import finding

people = AppGroup("people", help="People and their roles.")


@people.command("duplicates")
@click.option("--dry-run", is_flag=True, help="Say how many pairs there are, and leave the queue as it is.")
def duplicates(dry_run: bool) -> None:
    """Find every two people who may be one, and bring the queue up to date. Nothing is merged, and nobody named."""
    with every_area("pairs of people who may be one"):
        with reading():
            found = finding.find_pairs()
            db.session.rollback()
        brought = None if dry_run else finding.bring_up_to_date(found)
        db.session.commit()
    click.echo(f"{len(found):,} pairs" + (f", {brought.new:,} new, {brought.gone:,} gone" if brought else ""))
