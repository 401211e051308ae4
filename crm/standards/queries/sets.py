from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from crm.extensions import db
from crm.standards.models import Criterion, SetState, StandardSet

WITH_CRITERIA = selectinload(StandardSet.criteria).selectinload(Criterion.crosswalk)


def all_sets() -> Sequence[Any]:
    """Columns of every version with its number of questions: by title, those out of use last."""
    count = select(func.count(Criterion.id)).where(Criterion.standard_set_id == StandardSet.id).scalar_subquery()
    columns = (StandardSet.id, StandardSet.title, StandardSet.number, StandardSet.state, StandardSet.published_on)
    wanted = select(*columns, count.label("questions")).order_by(StandardSet.title, StandardSet.number.desc())
    return sorted(db.session.execute(wanted).all(), key=lambda row: row.state is SetState.RETIRED)


def sets_in_use() -> list[StandardSet]:
    wanted = select(StandardSet).where(StandardSet.state == SetState.PUBLISHED).order_by(StandardSet.title)
    return list(db.session.scalars(wanted))


def set_with_criteria(set_id: int | None) -> StandardSet:
    return db.session.scalars(select(StandardSet).where(StandardSet.id == set_id).options(WITH_CRITERIA)).one()


def versions_of(code: str) -> list[StandardSet]:
    """The newest first, locked on PostgreSQL so that two people do not make or publish the same version."""
    wanted = select(StandardSet).where(StandardSet.code == code).order_by(StandardSet.number.desc())
    return list(db.session.scalars(wanted.options(WITH_CRITERIA).with_for_update()))


def titles_by_code() -> list[tuple[str, str]]:
    """Each set once, by the title of its newest version."""
    wanted = select(StandardSet.code, StandardSet.title).order_by(StandardSet.number)
    newest = dict(db.session.execute(wanted).all())
    return sorted(newest.items(), key=lambda pair: pair[1].casefold())
