"""Hashing, which takes about 170 ms and so stands outside every transaction (architecture.md 5)."""

from flask_security import hash_password, verify_password

from crm.accounts.models import Account
from crm.extensions import db, security


def hashed(password: str) -> str:
    """Ends the transaction: while this works, others must be able to save."""
    db.session.rollback()
    return hash_password(security.password_util.normalize(password))


def fits(account: Account, password: str) -> bool:
    """Whether it is the account's password. Ends the transaction, as `hashed` does."""
    stored = account.password
    db.session.rollback()
    return stored is not None and verify_password(security.password_util.normalize(password), stored)
