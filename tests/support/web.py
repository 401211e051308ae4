"""A browser without a browser: requests that stand alone, and forms posted as the page gave them."""

from collections.abc import Callable
from contextvars import copy_context
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from click.testing import Result
from flask.globals import _cv_app
from flask.testing import FlaskClient, FlaskCliRunner
from werkzeug.test import TestResponse

from crm.accounts.models import Account
from crm.extensions import db

Answers = dict[str, str | list[str]]


class Visitor(FlaskClient):
    """Each request has an application context of its own, as in life; a test's own session does not reach it.

    Flask would otherwise reuse the context the test is in, and with it `g`, the session and its scope.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response: TestResponse = copy_context().run(self._open_alone, *args, **kwargs)
        db.session.expire_all()
        return response

    def _open_alone(self, *args: Any, **kwargs: Any) -> TestResponse:
        _cv_app.set(None)  # type: ignore[arg-type]
        return super().open(*args, **kwargs)

    def submit(self, url: str, form: int = -1, **answers: str | list[str]) -> TestResponse:
        """Open a page and post one of its forms (the last, if not said) with these answers filled in."""
        page = self.get(url)
        assert page.status_code == 200, f"{url} answered {page.status}"
        action, given = forms(page.text)[form]
        return self.post(action or url, data={**given, **answers})


SignIn = Callable[[Account], Visitor]


class Commands(FlaskCliRunner):
    """Each command has an application context of its own too."""

    def invoke(self, *args: Any, **kwargs: Any) -> Result:
        result: Result = copy_context().run(self._invoke_alone, *args, **kwargs)
        db.session.expire_all()
        return result

    def _invoke_alone(self, *args: Any, **kwargs: Any) -> Result:
        """Commands of an AppGroup ask whether there is an application, so there has to be one."""
        with self.app.app_context():
            return super().invoke(*args, **kwargs)


def forms(html: str) -> list[tuple[str, Answers]]:
    """The action of each form that is posted, and what a browser would send if nothing were touched."""
    document = html5lib.parse(html, namespaceHTMLElements=False)
    posted = [form for form in document.iter("form") if form.get("method", "get").lower() == "post"]
    return [(form.get("action", ""), untouched(form)) for form in posted]


def untouched(form: Element) -> Answers:
    given: Answers = {}
    for field in form.iter("input"):
        if field.get("type") in {"submit", "button", "file", "image"}:
            continue
        if field.get("type") in {"checkbox", "radio"} and field.get("checked") is None:
            continue
        add(given, field.get("name"), field.get("value", ""))
    for area in form.iter("textarea"):
        add(given, area.get("name"), "".join(area.itertext()))
    for select in form.iter("select"):
        add_chosen(given, select)
    return given


def add_chosen(given: Answers, select: Element) -> None:
    options = list(select.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    if not chosen and select.get("multiple") is None:
        chosen = options[:1]
    for option in chosen:
        add(given, select.get("name"), option.get("value", "".join(option.itertext())))


def add(given: Answers, name: str | None, value: str) -> None:
    if not name:
        return
    before = given.get(name)
    if before is None:
        given[name] = value
    else:
        given[name] = [*(before if isinstance(before, list) else [before]), value]
