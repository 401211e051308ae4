"""Brings the shipped course catalogue into the database (domain.md 6.2)."""

import json
from pathlib import Path
from typing import Any

from crm.core.bulk import Loaded
from crm.extensions import db
from crm.training import queries
from crm.training.models import Course, CoursePart, Level, Mode
from crm.training.rules import REFRESH_MONTHS

COURSES_FILE = "courses.json"


def load_reference(folder: Path) -> list[Loaded]:
    """Adds what is missing. A course that is there is left alone, for its refresh time may have been agreed locally."""
    wanted = json.loads((folder / COURSES_FILE).read_text(encoding="utf-8"))["courses"]
    stored = {course.code: course for course in queries.catalogue()}
    missing = [entry for entry in wanted if entry["code"] not in stored]
    without_parts = [entry for entry in wanted if entry["code"] in stored and not stored[entry["code"]].parts]
    db.session.add_all(_course(**entry) for entry in missing)
    for entry in without_parts:
        stored[entry["code"]].parts = _parts(entry["parts"])
    db.session.flush()
    changed = len(without_parts)
    return [Loaded("courses", len(missing), changed, len(wanted) - len(missing) - changed)]


def _course(code: str, title: str, level: str, parts: list[dict[str, Any]], provider: str = "") -> Course:
    of_level = Level(level)
    months = REFRESH_MONTHS[of_level]
    return Course(code=code, title=title, level=of_level, provider=provider, refresh_months=months, parts=_parts(parts))


def _parts(entries: list[dict[str, Any]]) -> list[CoursePart]:
    return [
        CoursePart(position=position, **{**entry, "mode": Mode(entry["mode"])})
        for position, entry in enumerate(entries, start=1)
    ]
