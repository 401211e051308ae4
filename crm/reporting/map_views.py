"""The map, and a list beside it that does the same job (stack.md 6). The filters are those of the list of groups."""

import gzip
import json
from json.encoder import encode_basestring
from typing import Any

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.access.scope import Reach
from crm.areas.queries import boundaries_geojson
from crm.core.paging import Page, cursor_in
from crm.organisations.queries.groups import areas_within
from crm.organisations.queries.listing import links_of
from crm.organisations.views.listing import is_odd, kept_in, said_in_address, selected_in
from crm.reporting import filtered, map_queries
from crm.reporting.map_queries import Spot
from crm.reporting.rules import Policy
from crm.reporting.views import reporting

MAP = "reporting.map_page"
LIST = "list-part"
MOST_LEFT_OUT = 10


def _reach() -> Reach:
    return reach_of(signed_in(), Permission.CORE_VIEW)


def _said() -> dict[str, Any]:
    return {name: value for name, value in said_in_address().items() if name != "sort"}


@reporting.route("/map")
@requires(Permission.CORE_VIEW)
def map_page() -> ResponseReturnValue:
    asked = filtered.asked()
    only_left_out = request.args.get("show") == "left-out"
    listed = map_queries.without_place(asked.wanted) if only_left_out else asked.wanted
    groups = map_queries.groups_page(listed, cursor_in(request.args))
    how_many = map_queries.how_many(asked.wanted, _reach())
    left_out = [] if only_left_out else map_queries.groups_left_out(asked.wanted, _reach(), MOST_LEFT_OUT)
    return render_template(
        "map/index.html",
        filters=asked.filters,
        selected=selected_in(asked.filters, MAP),
        keep=kept_in(asked.filters),
        box=asked.wanted.box,
        is_odd=is_odd(asked.filters),
        page=groups,
        how_many=how_many,
        only_left_out=only_left_out,
        left_out=left_out,
        places=map_queries.places_of([*groups.rows, *left_out]),
        links=links_of([row.id for row in (*groups.rows, *left_out)]),
        policies=map_queries.policies_of([*groups.rows, *left_out]),
        kinds_of_policy=list(Policy),
        addresses=_addresses(asked, groups, only_left_out=only_left_out),
        tiles=current_app.config["SETTINGS"].map_tiles_url,
    )


def _addresses(asked: filtered.Asked, groups: Page[Any], *, only_left_out: bool) -> dict[str, str]:
    """Where the page leads, each with the filters in use."""
    said = _said()
    show: dict[str, Any] = {"show": "left-out"} if only_left_out else {}
    anywhere = {name: value for name, value in said.items() if name != "box"}
    addresses = {
        "groups": url_for("reporting.map_groups", **anywhere),
        "here": url_for(MAP, **{name: value for name, value in anywhere.items() if name != "groups"}),
        "outlines": url_for("reporting.map_outlines", **({"area": said["area"]} if "area" in said else {})),
        "print": url_for("reporting.map_on_paper", **said),
        "trip": url_for("reporting.plan_trip", **said),
        "all": url_for(MAP, **said, _anchor=LIST),
        "left_out": url_for(MAP, **said, show="left-out", _anchor=LIST),
    }
    ways: dict[str, Any] = {"previous": groups.previous, "next": groups.next}
    return addresses | {name: url_for(MAP, **said, **show, **way, _anchor=LIST) for name, way in ways.items() if way}


@reporting.route("/map/organisations.geojson")
@requires(Permission.CORE_VIEW)
def map_groups() -> ResponseReturnValue:
    """Only what is drawn: where, its name and how its policy stands."""
    features = ",".join(map(_feature, map_queries.spots(filtered.asked().wanted, _reach())))
    return _compressed(_geojson(f'{{"type":"FeatureCollection","features":[{features}]}}'))


def _feature(spot: Spot) -> str:
    """Written straight away: for 50,000 groups that takes a quarter of what dictionaries do."""
    at = f'{{"type":"Point","coordinates":[{round(spot.lon, 5)},{round(spot.lat, 5)}]}}'
    told = f'{{"name":{encode_basestring(spot.name)},"policy":"{spot.policy}"}}'
    return f'{{"type":"Feature","id":{spot.id},"geometry":{at},"properties":{told}}}'


@reporting.route("/map/areas.geojson")
@requires(Permission.CORE_VIEW)
def map_outlines() -> ResponseReturnValue:
    """The outlines of the person's areas, kept by the browser until they change."""
    areas = areas_within(_reach())
    chosen = [area.id for area in areas if area.code == request.args.get("area")]
    outlines = boundaries_geojson(chosen or [area.id for area in areas])
    answer = _geojson(json.dumps(outlines, ensure_ascii=False, separators=(",", ":")))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


def _geojson(body: str) -> Response:
    return Response(body, mimetype="application/geo+json")


def _compressed(answer: Response) -> Response:
    """The points of a region are 7 MB, and a tenth of that packed. Nothing secret stands beside what is asked for."""
    answer.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip"):
        answer.set_data(gzip.compress(answer.get_data(), compresslevel=1))
        answer.content_encoding = "gzip"
    return answer
