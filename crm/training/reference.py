"""Brings the shipped course catalogue into the database (domain.md 6.2)."""

import json
from pathlib import Path

from crm.core.bulk import Loaded
from crm.extensions import db
from crm.training import queries
from crm.training.models import Course, Level
from crm.training.rules import REFRESH_MONTHS

COURSES_FILE = "courses.json"


def load_reference(folder: Path) -> list[Loaded]:
    """Adds what is missing. A course that is there is left alone, for its refresh time may have been agreed locally."""
    wanted = json.loads((folder / COURSES_FILE).read_text(encoding="utf-8"))["courses"]
    stored = {course.code for course in queries.courses()}
    missing = [entry for entry in wanted if entry["code"] not in stored]
    db.session.add_all(_course(**entry) for entry in missing)
    db.session.flush()
    return [Loaded("courses", len(missing), 0, len(wanted) - len(missing))]


def _course(code: str, title: str, level: str, hours: float | None = None, provider: str = "") -> Course:
    of_level = next(kind for kind in Level if kind.value == level)
    months = REFRESH_MONTHS[of_level]
    return Course(code=code, title=title, level=of_level, hours=hours, provider=provider, refresh_months=months)
