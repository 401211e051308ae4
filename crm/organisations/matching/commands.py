"""`flask --app app organisations match-keys` and `organisations duplicates`."""

import click

from crm.access.scope import every_area
from crm.extensions import db
from crm.organisations.commands import organisations
from crm.organisations.matching import keeping


@organisations.command("match-keys")
def match_keys() -> None:
    """Work every group's match keys out again, such as after the words of the field changed."""
    with every_area("rebuilding the match keys"):
        count = keeping.rebuild_all()
        db.session.commit()
    click.echo(f"{count:,} keys")
