"""Open follow-ups that stood for an agreed meeting become planned visits, there and back."""

import datetime as dt

import flask_migrate
from flask import Flask
from sqlalchemy import text

from crm.access.scope import every_area
from crm.engagement.models import Method, Outcome
from crm.extensions import db
from tests.factories import Make
from tests.support.databases import MIGRATIONS

OPEN_MEETINGS = "SELECT activity_id, owner_id, what FROM follow_up WHERE what = 'Meeting' ORDER BY id"


def read(wanted: str) -> list[tuple[object, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(wanted))]


def test_a_meeting_from_before_the_migration_is_a_visit_of_its_group(separate_app: Flask) -> None:
    with separate_app.app_context(), every_area("a test makes a visit"):
        make = Make()
        area = make.area()
        group, me = make.organisation(area), make.adviser(area)
        agreed = make.activity(group, me, method=Method.PHONE, outcome=Outcome.MEETING_AGREED)
        make.visit(group, me, agreed_in_id=agreed.id, starts_at=None, planned_on=dt.date(2099, 2, 1))
        make.follow_up(group, me)
        make.follow_up(group, me, what="Meeting")
        expected = [(group.id, agreed.id, area.id, me.id, 60)]
        of_meeting = (agreed.id, me.id, "Meeting")
        db.session.commit()
        db.session.remove()
        flask_migrate.downgrade(directory=str(MIGRATIONS), revision="0039")
        assert read(OPEN_MEETINGS) == [(None, me_id := of_meeting[1], "Meeting"), of_meeting]
        flask_migrate.upgrade(directory=str(MIGRATIONS))
        moved = read("SELECT organisation_id, agreed_in_id, area_id, owner_id, minutes FROM planned_visit")
        assert moved == expected
        assert read(OPEN_MEETINGS) == [(None, me_id, "Meeting")]
        db.session.remove()
