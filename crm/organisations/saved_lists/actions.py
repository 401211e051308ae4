from collections.abc import Mapping

from crm.accounts.models import Account
from crm.audit import record
from crm.core.errors import RuleBroken
from crm.core.text import fold, one_line
from crm.extensions import db
from crm.organisations.saved_lists import queries
from crm.organisations.saved_lists.models import SavedList


def save_list(name: str, area_id: int | None, filters: Mapping[str, str], actor: Account) -> SavedList:
    if not filters:
        raise RuleBroken("Choose at least one filter on the list first")
    saved = SavedList(account_id=actor.id, filters=dict(filters))
    _set(saved, name, area_id)
    db.session.add(saved)
    db.session.flush()
    record.record("saved_list.created", saved, actor)
    return saved


def change_list(saved: SavedList, name: str, area_id: int | None, actor: Account) -> None:
    _set(saved, name, area_id)
    record.record("saved_list.changed", saved, actor)


def delete_list(saved: SavedList, actor: Account) -> None:
    record.record("saved_list.deleted", saved, actor)
    db.session.delete(saved)


def _set(saved: SavedList, name: str, area_id: int | None) -> None:
    """One person's lists have different names, whatever the case."""
    name = one_line(name)
    if queries.has_list_named(saved.account_id, fold(name) or name, saved.id):
        raise RuleBroken("There is a list of this name already. Enter another name", "name")
    saved.name, saved.sort_name, saved.area_id = name, fold(name) or name, area_id
