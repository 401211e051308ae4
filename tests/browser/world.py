"""A served application on a database of its own, in which what a journey saves stays saved."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from flask_security import hash_password
from werkzeug.serving import make_server

from crm.access.scope import every_area
from crm.accounts.models import Account
from crm.extensions import db, limiter
from tests.factories import Make
from tests.support.application import PASSWORD


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address at which the application answers while this runs."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class World:
    """`with world.rows() as make:` makes rows and commits them; nothing stays open that would hold up the server."""

    app: Flask
    address: str
    make: Make = field(default_factory=Make)

    @contextmanager
    def rows(self) -> Iterator[Make]:
        with self.app.app_context(), every_area("a journey begins somewhere"):
            yield self.make
            db.session.commit()
            limiter.reset()


def may_sign_in(account: Account) -> str:
    """Gives a password; the answer is what to type as address."""
    account.password = hash_password(PASSWORD)
    db.session.flush()
    return account.email
