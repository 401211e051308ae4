"""What the other tests stand on: each test begins with nothing, and requests stand alone."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.extensions import db
from tests.factories import Make
from tests.support.web import Visitor, forms

accounts = select(func.count()).select_from(Account)


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_a_test_saves_is_gone_in_the_next(turn: str, make: Make, session: Session) -> None:
    assert session.scalar(accounts) == 0
    make.account()
    session.commit()
    assert session.scalar(accounts) == 1


def test_a_test_runs_on_the_database_that_its_name_says(app: Flask, engine_name: str) -> None:
    with app.app_context():
        assert db.engine.dialect.name == engine_name


def test_a_request_that_rolls_back_leaves_the_tests_own_rows(make: Make, client: Visitor, session: Session) -> None:
    make.account()
    client.submit("/sign-in", email="nobody@example.org", password="wrong")
    assert session.scalar(accounts) == 1


def test_somebody_can_sign_in_with_the_forgery_check_on(make: Make, signed_in: Callable[[Account], Visitor]) -> None:
    with signed_in(make.account()).session_transaction() as cookie:
        assert cookie["_user_id"]


def test_commits_of_a_separate_application_are_seen_by_another_connection(separate_app: Flask) -> None:
    with separate_app.app_context():
        Make().account()
        db.session.commit()
        with db.engine.connect() as other:
            assert other.scalar(accounts) == 1


def test_a_form_is_read_as_a_browser_would_send_it() -> None:
    page = """<form method="post" action="/there"><input type="hidden" name="token" value="t">
        <input type="checkbox" name="day" value="mon" checked><input type="checkbox" name="day" value="tue">
        <input type="checkbox" name="day" value="wed" checked><textarea name="note">As it was</textarea>
        <select name="kind"><option value="a">A</option><option value="b" selected>B</option></select>
        <input type="submit" name="go" value="Go"></form>"""
    sent = {"token": "t", "day": ["mon", "wed"], "note": "As it was", "kind": "b"}
    assert forms(page) == [("/there", sent)]
