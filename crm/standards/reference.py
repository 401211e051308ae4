"""Brings in the sets that ship with Footbridge, one YAML file each (seed/reference/standards)."""

from pathlib import Path
from typing import Any

import yaml

from crm.core.bulk import Loaded
from crm.standards.actions import sets as actions
from crm.standards.actions.sets import Naming
from crm.standards.queries import sets as queries
from crm.standards.rules.questions import Question

FOLDER = "standards"


def load_reference(folder: Path) -> list[Loaded]:
    """The first version of a set is put in use; a file that says something else later is a draft until published."""
    done = [
        _load(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in sorted((folder / FOLDER).glob("*.yaml"))
    ]
    return [Loaded("standards", done.count("added"), done.count("changed"), done.count("same"))]


def _load(said: dict[str, Any]) -> str:
    naming = Naming(said["code"], said["title"], said["about"])
    questions = [_question(part["title"], entry) for part in said["sections"] for entry in part["criteria"]]
    versions = queries.versions_of(naming.code)
    if any(actions.says(version, naming, questions) for version in versions):
        return "same"
    version = actions.bring_in(naming, questions, actor=None)
    if versions:
        return "changed"
    actions.publish(version, actor=None)
    return "added"


def _question(section: str, entry: dict[str, Any]) -> Question:
    return Question(section=section, **entry | {"also_answers": tuple(entry.get("also_answers", ()))})
