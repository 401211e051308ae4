"""The blueprint of the history. The tab shows a group, so organisations/views/history.py serves it."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires
from crm.access.permissions import Permission
from crm.audit.downloads import downloads_page
from crm.core.paging import cursor_in

history = Blueprint("history", __name__)


@history.get("/accounts/downloads")
@requires(Permission.ACCOUNTS)
def downloads() -> ResponseReturnValue:
    shown, lines = downloads_page(cursor_in(request.args, int))
    ways: dict[str, Any] = {"previous_href": shown.previous, "next_href": shown.next}
    hrefs = {name: url_for("history.downloads", **way) for name, way in ways.items() if way}
    return render_template("history/downloads.html", lines=lines, **hrefs)
