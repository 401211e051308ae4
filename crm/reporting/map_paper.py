"""The map on paper: marks with numbers, and the groups by number."""

from typing import Any

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.areas.curve import along_a_curve
from crm.core import clock
from crm.organisations.views.listing import is_odd, said_in_address, selected_in
from crm.reporting import filtered, map_queries
from crm.reporting.map_queries import Spot
from crm.reporting.rules import Policy
from crm.reporting.views import reporting

# More marks than this would cover each other.
MOST = 150
ON_PAPER = "reporting.map_on_paper"


@reporting.get("/map/print")
@requires(Permission.CORE_VIEW)
def map_on_paper() -> ResponseReturnValue:
    asked, reach = filtered.asked(), reach_of(signed_in(), Permission.CORE_VIEW)
    how_many = map_queries.how_many(asked.wanted, reach)
    spots = map_queries.spots(asked.wanted, reach) if how_many.drawn <= MOST else []
    said: dict[str, Any] = {**said_in_address()}
    return render_template(
        "map/print.html",
        spots=_numbered(spots),
        how_many=how_many,
        most=MOST,
        box=asked.wanted.box,
        is_odd=is_odd(asked.filters),
        selected=selected_in(asked.filters, ON_PAPER),
        policies={policy.value: policy for policy in Policy},
        outlines=url_for("reporting.map_outlines", **({"area": said["area"]} if "area" in said else {})),
        tiles=current_app.config["SETTINGS"].map_tiles_url,
        today=clock.today(),
        back_href=url_for("reporting.map_page", **said),
    )


def _numbered(spots: list[Spot]) -> list[Spot]:
    """Neighbours have numbers near each other, so that several at one mark read "12 to 15"."""
    return [spots[place] for place in along_a_curve([(spot.lon, spot.lat) for spot in spots])]
