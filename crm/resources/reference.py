"""Brings the shipped resources into the database (domain.md 10), all in English, and checked by nobody here."""

import json
from pathlib import Path

from sqlalchemy import select

from crm.access.scope import every_area
from crm.areas.models import Area
from crm.core.bulk import Loaded
from crm.core.text import fold
from crm.extensions import db
from crm.organisations.models import Language
from crm.resources.models import Resource, ResourceKind, ResourceTopic, SafeguardingTopic

RESOURCES_FILE = "resources.json"


def load_reference(folder: Path) -> list[Loaded]:
    """Adds what is missing. What is there is left alone: staff may have corrected or retired it."""
    wanted = json.loads((folder / RESOURCES_FILE).read_text(encoding="utf-8"))["resources"]
    with every_area("the shipped resources are added"):
        stored = set(db.session.scalars(select(Resource.code)))
        english = db.session.scalars(select(Language.id).where(Language.tag == "en")).one()
        areas = {row.code: row.id for row in db.session.execute(select(Area.code, Area.id))}
        missing = [entry for entry in wanted if entry["code"] not in stored]
        db.session.add_all(_resource(**entry, language_id=english, areas=areas) for entry in missing)
        db.session.flush()
    return [Loaded("resources", len(missing), 0, len(wanted) - len(missing))]


def _resource(
    name: str, kind: str, topic: str, areas: dict[str, int], area: str | None = None, **as_is: str | int
) -> Resource:
    topics = [ResourceTopic(topic=SafeguardingTopic(topic))]
    area_id = areas[area] if area else None
    return Resource(name=name, sort_name=fold(name), kind=ResourceKind(kind), area_id=area_id, topics=topics, **as_is)
