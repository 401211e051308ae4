"""The scope does not know who asks, so every query here is given the account and where it works."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, bindparam, or_, select
from sqlalchemy.orm import joinedload

from crm.access.scope import Reach
from crm.accounts.models import Account
from crm.areas.models import Area
from crm.extensions import db
from crm.organisations.saved_lists.models import SavedList

MOST = 200
ACCOUNT: Any = bindparam("account", type_=Integer())
AREAS: Any = bindparam("areas", expanding=True)


class Listed(NamedTuple):
    """A saved list as people choose it; `area` is whose staff share it, `by` who made it."""

    id: int
    name: str
    filters: dict[str, Any]
    account_id: int
    area_id: int | None
    area: str | None
    by: str


def saved_lists(account: Account, reach: Reach, most: int = MOST) -> Sequence[Listed]:
    """The person's own, then those shared with areas where they may see groups, by name."""
    asked = {**_who(account, reach), "most": most}
    return [Listed(*row) for row in db.session.execute(_listed(reach.everywhere), asked)]


@cache
def _listed(everywhere: bool) -> Select[Any]:
    """Built once, since every list of groups asks for it."""
    return (
        select(
            SavedList.id,
            SavedList.name,
            SavedList.filters,
            SavedList.account_id,
            SavedList.area_id,
            Area.name.label("area"),
            Account.name.label("by"),
        )
        .join(Account, Account.id == SavedList.account_id)
        .outerjoin(Area, Area.id == SavedList.area_id)
        .where(_is_there(everywhere))
        .order_by(SavedList.account_id != ACCOUNT, SavedList.sort_name, SavedList.id)
        .limit(bindparam("most"))
    )


def saved_list(list_id: int, account: Account, reach: Reach) -> SavedList:
    """Raises NoResultFound for one that is neither the person's own nor shared with them."""
    wanted = select(SavedList).where(SavedList.id == list_id, _is_there(reach.everywhere))
    return db.session.scalars(wanted.options(joinedload(SavedList.area)), _who(account, reach)).one()


def has_list_named(account_id: int, sort_name: str, except_id: int | None) -> bool:
    wanted = select(SavedList.id).where(SavedList.account_id == account_id, SavedList.sort_name == sort_name)
    if except_id is not None:
        wanted = wanted.where(SavedList.id != except_id)
    return db.session.scalars(wanted.limit(1)).first() is not None


def _is_there(everywhere: bool) -> ColumnElement[bool]:
    """For a person who is said by `_who`."""
    shared = SavedList.area_id.is_not(None) if everywhere else SavedList.area_id.in_(AREAS)
    return or_(SavedList.account_id == ACCOUNT, shared)


def _who(account: Account, reach: Reach) -> dict[str, Any]:
    return {"account": account.id} if reach.everywhere else {"account": account.id, "areas": list(reach.areas)}
