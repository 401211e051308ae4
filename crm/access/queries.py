"""Accounts, for those who look after them. Accounts are in no area, so nothing here is narrowed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.access import groups
from crm.accounts.models import Account, AreaGrant, Passkey
from crm.areas.models import Area
from crm.core.paging import Cursor, Order, Page, page
from crm.core.text import one_line
from crm.extensions import db

BY_EMAIL = Order(Account.email, Account.id, lambda row: (row.email, row.id))


@dataclass(frozen=True)
class Listed:
    id: int
    email: str
    name: str
    active: bool
    is_demo: bool
    roles: list[str]


def accounts_page(words: str, cursor: Cursor | None) -> Page[Listed]:
    """By email address, which is the one name that no two accounts share."""
    wanted: Any = select(Account.id, Account.email, Account.name, Account.active, Account.is_demo)
    if words:
        said = one_line(words).casefold()
        columns = (func.lower(Account.name), func.lower(Account.email))
        wanted = wanted.where(or_(*(column.contains(said, autoescape=True) for column in columns)))
    found = page(wanted, BY_EMAIL, cursor, lambda select_: db.session.execute(select_).all())
    return Page(_listed(found.rows), found.previous, found.next)


def everybody() -> list[Listed]:
    """For the command line."""
    wanted = select(Account.id, Account.email, Account.name, Account.active, Account.is_demo)
    return _listed(db.session.execute(wanted.order_by(Account.email)).all())


def _listed(rows: Sequence[Any]) -> list[Listed]:
    roles = roles_in_words([row.id for row in rows])
    return [Listed(row.id, row.email, row.name, row.active, row.is_demo, roles.get(row.id, [])) for row in rows]


def roles_in_words(account_ids: Sequence[int]) -> dict[int, list[str]]:
    """For each account, "Adviser for Newham" and the like."""
    wanted = (
        select(AreaGrant)
        .where(AreaGrant.account_id.in_(account_ids))
        .options(joinedload(AreaGrant.area))
        .order_by(AreaGrant.id)
    )
    grants = list(db.session.scalars(wanted))
    names = groups.names_of(grant.organisation_id for grant in grants)
    words: dict[int, list[str]] = {}
    for grant in grants:
        words.setdefault(grant.account_id, []).append(in_words(grant, names))
    return words


def in_words(grant: AreaGrant, group_names: dict[int, str]) -> str:
    if grant.organisation_id:
        return f"{grant.role.label} for {group_names.get(grant.organisation_id, 'a group')}"
    return f"{grant.role.label} for {grant.area.name if grant.area else 'the whole region'}"


def account(account_id: int) -> Account:
    """With its grants and their areas."""
    wanted = select(Account).where(Account.id == account_id)
    return db.session.scalars(
        wanted.options(selectinload(Account.grants).joinedload(AreaGrant.area)).execution_options(
            populate_existing=True
        )
    ).one()


def group_names(account: Account) -> dict[int, str]:
    return groups.names_of(grant.organisation_id for grant in account.grants)


def grant_of(account_id: int, grant_id: int) -> AreaGrant:
    return db.session.scalars(select(AreaGrant).filter_by(id=grant_id, account_id=account_id)).one()


def number_of_passkeys(account_id: int) -> int:
    return db.session.scalars(select(func.count()).where(Passkey.account_id == account_id)).one()


def is_known(email: str) -> bool:
    return db.session.scalar(select(Account.id).where(Account.email == email)) is not None


def area_choices() -> list[tuple[int, str]]:
    rows = db.session.execute(select(Area.id, Area.name).order_by(Area.name))
    return [(row.id, row.name) for row in rows]


def area_ids(codes: Sequence[str]) -> dict[str, int]:
    """Those of the codes that are known."""
    rows = db.session.execute(select(Area.code, Area.id).where(Area.code.in_(codes)))
    return {row.code: row.id for row in rows}
