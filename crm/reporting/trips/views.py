"""Planning a round trip from any list of groups. The trip stands in the address of its page, and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires
from crm.access.permissions import Permission
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.core.text import one_line
from crm.core.typed import numbers_of
from crm.organisations.bulk.queries import first_groups
from crm.organisations.queries.listing import how_many
from crm.organisations.views.listing import INDEX, said_in_address, selected_in
from crm.reporting import filtered
from crm.reporting.exporting.views import reader_now
from crm.reporting.trips import queries, rules
from crm.reporting.trips.forms import TripForm
from crm.reporting.trips.queries import Start, Stop
from crm.reporting.views import reporting

PLAN, TRIP = "reporting.plan_trip", "reporting.round_trip"
MOST_TO_TICK = 50
LETS_ASK_WHERE = {"Permissions-Policy": "geolocation=(self), camera=(), microphone=()"}


@reporting.route("/map/round-trip/new", methods=["GET", "POST"])
@requires(Permission.CORE_VIEW)
def plan_trip() -> ResponseReturnValue:
    """The filters stand in the address, as on the list that they come from."""
    asked, form = filtered.asked(), TripForm()
    shown = first_groups(asked.wanted, asked.filters.sort.data, MOST_TO_TICK)
    stops = queries.stops_of([row.id for row in shown], reader_now(with_people=False))
    possible = [stop for stop in stops if stop.door]
    form.groups.choices = [(stop.id, stop.group.name, stop.door.address) for stop in possible if stop.door]
    if request.method == "GET":
        form.start.data = one_line(request.args.get("start", ""))
        form.groups.data = [stop.id for stop in possible] if len(possible) <= rules.MOST_STOPS else []
    elif form.validate_on_submit():
        try:
            return _planned([stop for stop in possible if stop.id in form.groups.data], form.start.data or "")
        except RuleBroken as broken:
            form.show(broken)
    page = render_template(
        "trips/plan.html",
        form=form,
        count=how_many(asked.wanted),
        shown=len(shown),
        possible=possible,
        impossible=[stop for stop in stops if not stop.door],
        selected=selected_in(asked.filters, INDEX),
        back_href=url_for(INDEX, **_said()),
    )
    return _asking_where(page)


def _said() -> dict[str, Any]:
    return {**said_in_address()}


def _asking_where(page: str) -> Response:
    """Only this page may ask a browser where it is, and does so only when somebody presses for it."""
    answer = make_response(page)
    answer.headers.update(LETS_ASK_WHERE)
    return answer


def _planned(stops: Sequence[Stop], typed: str) -> ResponseReturnValue:
    start = queries.start_at(typed)
    return redirect(_address(_in_short_order(stops, start), start), 303)


def _in_short_order(stops: Sequence[Stop], start: Start | None) -> list[int]:
    points = ([start.point] if start else []) + [stop.door.point for stop in stops if stop.door]
    first = 1 if start else 0
    return [stops[place - first].id for place in rules.short_order(points) if place >= first]


def _address(ids: Sequence[int], start: Start | None, out: Sequence[int] = ()) -> str:
    said: dict[str, Any] = {"stops": ",".join(map(str, ids)) or None, "start": start.said if start else None}
    return url_for(TRIP, **said, out=",".join(map(str, out)) or None)


@dataclass(frozen=True)
class Asked:
    """What the address of a trip says: the stops in order, what was left out, and the start."""

    ids: tuple[int, ...]
    out: tuple[int, ...]
    start: Start | None
    is_odd: bool


@reporting.get("/map/round-trip")
@requires(Permission.CORE_VIEW)
def round_trip() -> ResponseReturnValue:
    asked, reader = _asked(), reader_now(with_people=True)
    told = {stop.id: stop for stop in queries.stops_of([*asked.ids, *asked.out], reader)}
    there = [told[key] for key in asked.ids if key in told]
    stops = queries.with_what_to_know([stop for stop in there if stop.door], reader)
    left_out = [told[key] for key in asked.out if key in told]
    legs = _legs(stops, asked.start)
    return render_template(
        "trips/show.html",
        stops=stops,
        start=asked.start,
        impossible=[stop for stop in there if not stop.door],
        left_out=[(stop, _with(asked, stops, put_back=stop)) for stop in left_out],
        unknown=len(asked.ids) - len(there),
        is_odd=asked.is_odd,
        legs=legs,
        moves=[_moves(asked, stops, place) for place in range(len(stops))],
        shorter=_shorter(asked, stops, legs),
        plan_href=url_for(PLAN, **_chosen(asked, told)),
        today=clock.today(),
    )


def _asked() -> Asked:
    """What makes no sense in the address is as if it were not there, and the page says so."""
    said = {name: one_line(request.args.get(name, "")) for name in ("stops", "out", "start")}
    ids, odd_ids = _ids_in(said["stops"])
    out, odd_out = _ids_in(said["out"])
    try:
        start, odd_start = queries.start_at(said["start"]), False
    except RuleBroken:
        start, odd_start = None, True
    kept = tuple(key for key in out if key not in ids)
    return Asked(ids, kept, start, odd_ids or odd_out or odd_start)


def _ids_in(said: str) -> tuple[tuple[int, ...], bool]:
    """The ids, and whether they could not be read."""
    try:
        return (numbers_of(said, rules.MOST_STOPS), False) if said else ((), False)
    except ValueError:
        return (), True


def _legs(stops: Sequence[Stop], start: Start | None) -> list[float]:
    """In miles: to each stop, and from the last of them back to where the trip began."""
    points = ([start.point] if start else []) + [stop.door.point for stop in stops if stop.door]
    found = [rules.miles(leg) for leg in rules.legs(points)] if stops else []
    return found if start else [0.0, *found]


def _moves(asked: Asked, stops: Sequence[Stop], place: int) -> dict[str, str | None]:
    """Where each way to change the trip leads, from one stop."""
    ids = [stop.id for stop in stops]
    return {
        "up": _address(_swapped(ids, place - 1), asked.start, asked.out) if place else None,
        "down": _address(_swapped(ids, place), asked.start, asked.out) if place + 1 < len(ids) else None,
        "out": _address(ids[:place] + ids[place + 1 :], asked.start, [*asked.out, ids[place]][-rules.MOST_STOPS :]),
    }


def _swapped(ids: list[int], place: int) -> list[int]:
    return [*ids[:place], ids[place + 1], ids[place], *ids[place + 2 :]]


def _with(asked: Asked, stops: Sequence[Stop], put_back: Stop) -> str | None:
    if len(stops) >= rules.MOST_STOPS or not put_back.door:
        return None
    ids = [*(stop.id for stop in stops), put_back.id]
    return _address(ids, asked.start, [key for key in asked.out if key != put_back.id])


def _shorter(asked: Asked, stops: Sequence[Stop], legs: Sequence[float]) -> dict[str, Any] | None:
    """The way to a shorter order of the same stops, where there is one."""
    ids = _in_short_order(stops, asked.start)
    by_id = {stop.id: stop for stop in stops}
    length = sum(_legs([by_id[key] for key in ids], asked.start))
    if length > sum(legs) - 0.05:
        return None
    return {"href": _address(ids, asked.start, asked.out), "miles": length}


def _chosen(asked: Asked, told: dict[int, Stop]) -> dict[str, Any]:
    start = {"start": asked.start.said} if asked.start else {}
    return {"groups": ",".join(map(str, told)), **start} if told else start
