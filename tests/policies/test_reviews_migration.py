"""Versions that were with the adviser before sendings were kept have an open one, there and back."""

import datetime as dt

import flask_migrate
from flask import Flask
from sqlalchemy import inspect, text

from crm.access.scope import every_area
from crm.extensions import db
from crm.policies.models import PolicyKind, VersionState
from tests.factories import Make
from tests.support.databases import MIGRATIONS

REVIEWS = (
    "SELECT policy_version_id, organisation_id, CAST(sent_on AS TEXT), answered_on, comment, version_id"
    " FROM policy_review"
)
SENT_AT = dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC)


def read(wanted: str) -> list[tuple[object, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(wanted))]


def test_what_was_with_the_adviser_before_the_migration_waits_to_be_read(separate_app: Flask) -> None:
    with separate_app.app_context(), every_area("a test makes policies"):
        make = Make()
        group = make.organisation()
        sent = make.policy_version(make.policy(group), state=VersionState.SUBMITTED, updated_at=SENT_AT)
        make.policy_version(make.policy(group, PolicyKind.HEALTH_SAFETY), updated_at=SENT_AT)
        expected = [(sent.id, group.id, "2026-11-03", None, "", 1)]
        db.session.commit()
        db.session.remove()
        flask_migrate.downgrade(directory=str(MIGRATIONS), revision="0057")
        assert not {"policy_review", "policy_answer"} & set(inspect(db.engine).get_table_names())
        states = read("SELECT state FROM policy_version ORDER BY id")
        assert states == [("submitted",), ("draft",)]
        flask_migrate.upgrade(directory=str(MIGRATIONS))
        assert read(REVIEWS) == expected
        assert read("SELECT state FROM policy_version ORDER BY id") == states
        db.session.remove()
