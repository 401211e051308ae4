"""The map, and a list beside it that does the same job (stack.md 6). The filters are those of the list of groups."""

import json
from typing import Any

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.areas.queries import boundaries_geojson
from crm.core.paging import Page, cursor_in
from crm.organisations.queries.groups import areas_within
from crm.organisations.queries.listing import links_of
from crm.organisations.views.listing import said_in_address, selected_in
from crm.reporting import filtered, map_queries
from crm.reporting.map_queries import Spot
from crm.reporting.rules import Policy
from crm.reporting.views import reporting

MAP = "reporting.map_page"
MOST_LEFT_OUT = 10


def _said() -> dict[str, Any]:
    return {name: value for name, value in said_in_address().items() if name != "sort"}


@reporting.route("/map")
@requires(Permission.CORE_VIEW)
def map_page() -> ResponseReturnValue:
    asked = filtered.asked()
    only_left_out = request.args.get("show") == "left-out"
    listed = map_queries.without_place(asked.wanted) if only_left_out else asked.wanted
    groups = map_queries.groups_page(listed, cursor_in(request.args))
    how_many = map_queries.how_many(asked.wanted)
    left_out = [] if only_left_out else map_queries.groups_left_out(asked.wanted, MOST_LEFT_OUT)
    return render_template(
        "map/index.html",
        filters=asked.filters,
        selected=selected_in(asked.filters, asked.named, MAP),
        keep={"list": request.args.get("list") if asked.named else None},
        page=groups,
        how_many=how_many,
        only_left_out=only_left_out,
        left_out=left_out,
        places=map_queries.places_of([*groups.rows, *left_out]),
        links=links_of([row.id for row in (*groups.rows, *left_out)]),
        policies={policy.value: policy for policy in Policy},
        addresses=_addresses(asked, groups, only_left_out=only_left_out),
        tiles=current_app.config["SETTINGS"].map_tiles_url,
    )


def _addresses(asked: filtered.Asked, groups: Page[Any], *, only_left_out: bool) -> dict[str, str]:
    """Where the page leads, each with the filters in use."""
    said = _said()
    show: dict[str, Any] = {"show": "left-out"} if only_left_out else {}
    addresses = {
        "groups": url_for("reporting.map_groups", **said),
        "outlines": url_for("reporting.map_outlines", **({"area": said["area"]} if "area" in said else {})),
        "all": url_for(MAP, **said),
        "left_out": url_for(MAP, **said, show="left-out"),
    }
    ways: dict[str, Any] = {"previous": groups.previous, "next": groups.next}
    return addresses | {name: url_for(MAP, **said, **show, **way) for name, way in ways.items() if way}


@reporting.route("/map/organisations.geojson")
@requires(Permission.CORE_VIEW)
def map_groups() -> ResponseReturnValue:
    """Only what is drawn: where, its name and how its policy stands."""
    features = [_feature(spot) for spot in map_queries.spots(filtered.asked().wanted)]
    return _geojson({"type": "FeatureCollection", "features": features})


def _feature(spot: Spot) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": spot.id,
        "geometry": {"type": "Point", "coordinates": [round(spot.lon, 5), round(spot.lat, 5)]},
        "properties": {"name": spot.name, "policy": spot.policy.value},
    }


@reporting.route("/map/areas.geojson")
@requires(Permission.CORE_VIEW)
def map_outlines() -> ResponseReturnValue:
    """The outlines of the person's areas, kept by the browser until they change."""
    areas = areas_within(reach_of(signed_in(), Permission.CORE_VIEW))
    chosen = [area.id for area in areas if area.code == request.args.get("area")]
    answer = _geojson(boundaries_geojson(chosen or [area.id for area in areas]))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


def _geojson(collection: dict[str, Any]) -> Response:
    body = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    return Response(body, mimetype="application/geo+json")
