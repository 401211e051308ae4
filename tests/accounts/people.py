"""What tests of sign-in do again and again."""

import base64
import re
from datetime import UTC, datetime

from flask_security import hash_password
from passlib.totp import TOTP
from sqlalchemy import select
from werkzeug.test import TestResponse

from crm.accounts.models import Account
from crm.audit.models import AuditEntry
from crm.extensions import db
from tests.support.application import PASSWORD
from tests.support.web import Answers, Visitor, forms


def with_password(account: Account, password: str = PASSWORD) -> Account:
    account.password = hash_password(password)
    db.session.flush()
    return account


def try_to_sign_in(visitor: Visitor, email: str, password: str = PASSWORD) -> TestResponse:
    return visitor.submit("/sign-in", email=email, password=password)


def code_for(key: str, steps_ahead: int = 0) -> str:
    """What an authenticator app would show for the key, now or some half minutes later."""
    totp = TOTP(key=key.replace("-", ""), format="base32")
    return str(totp.generate(datetime.now(UTC).timestamp() + 30 * steps_ahead).token)


def set_up_an_app(visitor: Visitor) -> str:
    """Follows the pages as a person would, and gives the key that stands below the picture."""
    page = visitor.submit("/account/second-factor", form=1)
    key = shown_key(page.text)
    answer = visitor.post("/sign-in/code", data={**last_form(page.text), "code": code_for(key)})
    assert answer.location == "/account/second-factor/done", answer.text
    return key


def shown_key(html: str) -> str:
    found = re.search(r'class="app-key">([A-Z2-7-]+)<', html)
    assert found, "No key is shown"
    return found[1]


def last_form(html: str) -> Answers:
    return forms(html)[-1][1]


def picture(html: str) -> str:
    found = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', html)
    assert found, "No picture is shown"
    return base64.b64decode(found[1]).decode()


def events(account: Account) -> list[str]:
    """What the history says of the account, oldest first."""
    wanted = select(AuditEntry.event).filter_by(table_name="account", row_id=account.id).order_by(AuditEntry.id)
    return list(db.session.scalars(wanted))
