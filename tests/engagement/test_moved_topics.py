"""The migration that makes topics requests keeps them, there and back."""

import flask_migrate
from flask import Flask
from sqlalchemy import text

from crm.access.scope import every_area
from crm.engagement.models import Topic
from crm.extensions import db
from tests.factories import Make
from tests.support.databases import MIGRATIONS


def read(wanted: str) -> list[tuple[object, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(wanted))]


def test_topics_from_before_the_migration_are_requests_of_their_group(separate_app: Flask) -> None:
    with separate_app.app_context(), every_area("a test makes a topic"):
        make = Make()
        area = make.area()
        group, me = make.organisation(area), make.adviser(area)
        asked = make.request(group, me, topic=Topic.POVERTY)
        make.request(group, me)
        topic = asked.activity_id, "poverty"
        expected = [(group.id, asked.activity_id, area.id, me.id, "poverty")]
        db.session.commit()
        db.session.remove()
        flask_migrate.downgrade(directory=str(MIGRATIONS), revision="0027")
        assert read("SELECT activity_id, topic FROM topic_raised") == [topic]
        flask_migrate.upgrade(directory=str(MIGRATIONS))
        moved = read("SELECT organisation_id, activity_id, area_id, owner_id, topic FROM request")
        assert moved == expected
        db.session.remove()
