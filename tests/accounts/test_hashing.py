"""Hashing takes 170 ms: nobody else's saving waits for it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from crm.accounts.models import Account
from crm.extensions import db, security
from tests.support.application import PASSWORD
from tests.support.web import Visitor

NEW = "lorry-teapot-lantern"
ASKING: dict[str, tuple[str, dict[str, Any]]] = {
    "sign-in": ("/sign-in", {"email": "ada@example.org", "password": PASSWORD}),
    "password again": ("/sign-in/again", {"password": PASSWORD}),
    "change": ("/account/password", {"current": PASSWORD, "password": NEW}),
}


@pytest.fixture
def visitor(separate_app: Flask) -> Iterator[Visitor]:
    with separate_app.app_context():
        ada = Account(email="ada@example.org", name="Ada", is_demo=True, fs_uniquifier="ada", grants=[])
        ada.password = hash_password(PASSWORD)
        db.session.add(ada)
        db.session.commit()
        made = separate_app.test_client()
        assert isinstance(made, Visitor)
        yield made
        db.session.remove()


@pytest.fixture
def saves(separate_app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Somebody else saves whenever a password is hashed or compared; what the library does goes on as ever."""
    url = separate_app.config["SQLALCHEMY_DATABASE_URI"]
    impatient = {"timeout": 0} if url.startswith("sqlite") else {"options": "-c lock_timeout=1000"}
    done: list[str] = []

    def saving(what: str) -> Callable[..., Any]:
        original = getattr(security.pwd_context, what)

        def work(*args: Any, **others: Any) -> Any:
            with create_engine(url, poolclass=NullPool, connect_args=impatient).begin() as connection:
                connection.execute(text("UPDATE account SET name = 'Ada Lovelace'"))
            done.append(what)
            return original(*args, **others)

        return work

    for what in ("hash", "verify"):
        monkeypatch.setattr(security.pwd_context, what, saving(what))
    return done


@pytest.mark.parametrize("asking", ASKING)
def test_others_can_save_while_a_password_is_hashed(visitor: Visitor, saves: list[str], asking: str) -> None:
    if asking != "sign-in":
        assert visitor.submit("/sign-in", email="ada@example.org", password=PASSWORD).status_code == 302
        saves.clear()
    page, answers = ASKING[asking]
    assert visitor.submit(page, **answers).status_code == 302
    assert saves == (["verify", "hash"] if asking == "change" else ["verify"])
