"""`flask --app app emails take`, which a mail server runs for each email that comes in."""

import sys

import click
from flask.cli import AppGroup
from sqlalchemy.exc import IntegrityError, OperationalError

from crm.access.scope import every_area
from crm.core.errors import RuleBroken
from crm.engagement.emails import actions, queries
from crm.engagement.emails.rules import MOST_BYTES
from crm.extensions import db

# What a mail server makes of the end of the command (sysexits.h).
NO_SUCH_ADDRESS, NOT_AN_EMAIL, LATER = 67, 65, 75

emails = AppGroup("emails", help="Emails that staff forward.")


@emails.command("take")
@click.option("--to", required=True, help="The address that the email was sent to, as the mail server was told it.")
def take(to: str) -> None:
    """Read one email from standard input and keep it for whoever's address it was sent to."""
    raw = sys.stdin.buffer.read(MOST_BYTES + 1)
    with every_area("an email comes in"):
        try:
            account = queries.account_behind(to.strip().partition("@")[0].casefold())
            if account is None:
                click.echo("There is no such address.", err=True)
                sys.exit(NO_SUCH_ADDRESS)
            actions.take(raw, account)
            db.session.commit()
        except RuleBroken as broken:
            click.echo(broken.message, err=True)
            sys.exit(NOT_AN_EMAIL)
        except IntegrityError:
            db.session.rollback()  # The same email came in twice at once, and is kept by the other.
        except OperationalError:
            click.echo("The database is not to be had just now.", err=True)
            sys.exit(LATER)
