from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload

from crm.accounts.models import Account, AccountRole, AreaGrant
from crm.extensions import db

TEAM = (AccountRole.ADVISER, AccountRole.COORDINATOR)
_SIGNED_IN = select(Account).where(Account.fs_uniquifier == bindparam("uniquifier")).options(joinedload(Account.grants))


def signed_in_account(uniquifier: str) -> Account | None:
    """Whoever a session names, with their grants: every request asks for both."""
    return db.session.scalars(_SIGNED_IN, {"uniquifier": uniquifier}).unique().one_or_none()


def holds_demonstration() -> bool:
    """Somebody of the demonstration can sign in here, so what is shown is not to be taken for real."""
    return bool(db.session.scalar(select(exists().where(Account.is_demo))))


def colleagues(area_ids: Collection[int], roles: Collection[AccountRole] = TEAM) -> list[tuple[int, str]]:
    """Advisers and coordinators who work in any of these areas, by name."""
    wanted = select(Account.id, Account.name).where(_work_in(area_ids, roles))
    by_name = wanted.order_by(func.lower(Account.name), Account.id)
    return [(row.id, row.name) for row in db.session.execute(by_name)]


def colleagues_with_areas(area_ids: Collection[int]) -> dict[tuple[int, str], set[int]]:
    """The colleagues of several areas, by name, each with the areas among these in which they work."""
    grant = AreaGrant
    works_here = or_(grant.area_id.in_(area_ids), grant.region_wide)
    wanted: Any = select(Account.id, Account.name, grant.area_id, grant.region_wide).join(grant)
    of_team = wanted.where(Account.active, grant.role.in_(TEAM), works_here)
    found: dict[tuple[int, str], set[int]] = {}
    for key, name, area_id, region_wide in db.session.execute(of_team.order_by(func.lower(Account.name), Account.id)):
        found.setdefault((key, name), set()).update(area_ids if region_wide else [area_id])
    return found


def is_colleague(account_id: int, area_ids: Collection[int]) -> bool:
    return db.session.scalar(select(Account.id).where(Account.id == account_id, _work_in(area_ids))) is not None


def who_work_in(area_ids: Collection[int], account_ids: Collection[int]) -> set[int]:
    return set(db.session.scalars(select(Account.id).where(Account.id.in_(account_ids), _work_in(area_ids))))


def _work_in(area_ids: Collection[int], roles: Collection[AccountRole] = TEAM) -> Any:
    works_here = or_(AreaGrant.area_id.in_(area_ids), AreaGrant.region_wide)
    is_staff = AreaGrant.role.in_(roles)
    return and_(Account.active, Account.id.in_(select(AreaGrant.account_id).where(works_here, is_staff)))
