"""The page that a phone keeps, and the service worker that keeps it. Both tell nothing of anybody."""

import hashlib
import json
from pathlib import Path

from flask import Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import open_to_all
from crm.engagement.forms import ActivityForm
from crm.engagement.models import Method
from crm.offline.views.blueprint import offline

FILES = ("app.css", "app.js", "offline.js", "favicon.svg")


@offline.get("")
@open_to_all
def shell() -> ResponseReturnValue:
    """Groups and contacts are put in by its script, from what is on the phone."""
    return _page()


@offline.get("/worker.js")
@open_to_all
def worker() -> ResponseReturnValue:
    """It is told what to keep, so a change of any part makes a new worker, and phones take the new parts."""
    files = [url_for("static", filename=name, v=_mark(_contents(name))) for name in FILES]
    told = {"version": _mark(_page().encode()), "page": url_for(".shell"), "files": files}
    code = f"self.SHELL = {json.dumps(told)};\n".encode() + _contents("worker.js")
    return Response(code, mimetype="text/javascript", headers={"Service-Worker-Allowed": "/"})


def _page() -> str:
    """Without what is waiting to be told to whoever is signed in."""
    form = ActivityForm(formdata=None, data={"method": Method.VISIT_OWN_VENUE, "again": "no"}, meta={"csrf": False})
    return render_template(
        "offline/shell.html",
        form=form,
        required={field.name: field.required for field in form.shown_fields() if field.required},
        marks={name: _mark(_contents(name)) for name in FILES},
        get_flashed_messages=lambda **_: [],
    )


def _contents(name: str) -> bytes:
    """Empty before the scripts are built."""
    path = Path(str(current_app.static_folder)) / name
    return path.read_bytes() if path.exists() else b""


def _mark(contents: bytes) -> str:
    return hashlib.blake2b(contents, digest_size=8).hexdigest()
