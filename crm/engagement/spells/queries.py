from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.core import clock
from crm.engagement.spells.models import Spell
from crm.extensions import db

Kind = TypeVar("Kind", bound=Spell)


def spells_of(kind: type[Kind], organisation_id: int) -> Sequence[Kind]:
    """Where it holds for the group today, of the areas in scope."""
    wanted = select(kind).where(kind.organisation_id == organisation_id, kind.until_on >= clock.today())
    return db.session.scalars(wanted.options(joinedload(kind.area)).order_by(kind.id)).all()


def spell_in(kind: type[Kind], organisation_id: int, area_id: int) -> Kind | None:
    """Also one that is over."""
    wanted = select(kind).where(kind.organisation_id == organisation_id, kind.area_id == area_id)
    return db.session.scalars(wanted).one_or_none()
