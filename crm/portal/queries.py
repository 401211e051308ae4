from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from crm.extensions import db
from crm.organisations.models import Organisation


def own_groups() -> Sequence[Any]:
    """The id and name of each group in scope, which for a group's account are its own."""
    return db.session.execute(select(Organisation.id, Organisation.name).order_by(Organisation.sort_name)).all()
