"""An app with our templates, forms and filters and nothing else, inside a request."""

from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import ChainableUndefined

from crm.core import filters
from tests.components.fixtures import ROOT


class BareFlask(Flask):
    jinja_options = {"undefined": ChainableUndefined, "trim_blocks": True, "lstrip_blocks": True}


@pytest.fixture
def bare_app() -> Iterator[Flask]:
    app = BareFlask(__name__, template_folder=str(ROOT / "templates"))
    app.config.update(SECRET_KEY="for these tests", WTF_CSRF_ENABLED=False)
    app.jinja_env.globals["csrf_token"] = lambda: "a token"
    filters.register(app)
    with app.test_request_context(method="POST"):
        yield app
