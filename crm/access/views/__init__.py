"""Accounts and their roles. They stand here, and not in `accounts`, because a view needs the guard."""

from crm.access.views import administration, own
from crm.access.views.blueprint import accounts

__all__ = ["accounts", "administration", "own"]
