"""What a phone asks for: a person's groups to take along, and who is signed in."""

import datetime as dt
from typing import Any

from flask import current_app, jsonify
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from crm.access.guard import requires, signed_in, signed_in_only
from crm.access.permissions import Permission
from crm.audit import downloads
from crm.core import clock, filters
from crm.engagement.visits.queries import Visit, visits_of
from crm.offline.queries import Along, groups_along, my_groups
from crm.offline.views.blueprint import offline
from crm.reporting.exporting.views import reader_now
from crm.reporting.trips.queries import Stop

# A visit of last week may still have to be written down.
VISITS_SINCE, VISITS_UNTIL = dt.timedelta(days=7), dt.timedelta(days=14)


@offline.get("/account")
@signed_in_only
def account() -> ResponseReturnValue:
    """What is sent must be sent by whoever wrote it, with a token of today's session."""
    return jsonify(_who())


@offline.get("/copy")
@requires(Permission.PRIVATE_EDIT)
def copy() -> ResponseReturnValue:
    """My visits and my groups, with the least that is of use at their doors. That they were taken along is kept."""
    me, now = signed_in(), clock.now()
    until = now + dt.timedelta(hours=current_app.config["SETTINGS"].offline_hours)
    visits = visits_of(me.id, clock.today() - VISITS_SINCE, clock.today() + VISITS_UNTIL)
    found = groups_along(my_groups(me.id, {visit.organisation_id for visit in visits}), reader_now(with_people=True))
    groups = [_told(along, me.id, [one for one in visits if one.organisation_id == along.stop.id]) for along in found]
    said = {
        **_who(),
        "taken": filters.datetime(now),
        "until": until.isoformat(),
        "until_words": filters.datetime(until),
        "groups": groups,
    }
    downloads.keep(
        downloads.LISTS, {"groups": len(groups), "format": downloads.PHONE, "people": True, "filters": {}}, me.id
    )
    return jsonify(said)


def _who() -> dict[str, Any]:
    return {"account": signed_in().id, "csrf": generate_csrf()}


def _told(along: Along, owner_id: int, visits: list[Visit]) -> dict[str, Any]:
    """In words, so that the phone has nothing to work out."""
    stop, group = along.stop, along.stop.group
    lead = stop.lead
    return {
        "id": stop.id,
        "name": group.name,
        "areas": [{"id": area.id, "name": area.name} for area in along.areas],
        "place": _place(stop),
        "phone": _number(group.phone if group.may_see_people else None),
        "lead": {"name": lead.name, "phone": _number(lead.phone)} if lead else None,
        "times": [_time(time) for time in stop.times],
        "heed": group.contact_note[:300] if group.may_see_people else "",
        "last": filters.date(along.last_contact_on),
        "visits": [
            {"on": visit.planned_on.isoformat(), "when": _when(visit), "where": visit.place} for visit in visits
        ],
        "follow_ups": [
            {
                "id": due.id,
                "version": due.version_id,
                "what": due.what,
                "due_on": due.due_on.isoformat(),
                "due": filters.date(due.due_on),
            }
            for due in along.follow_ups
            if due.owner_id == owner_id
        ],
    }


def _place(stop: Stop) -> str:
    if stop.door:
        return stop.door.address or "No address is recorded"
    return stop.missing.label if stop.missing else ""


def _when(visit: Visit) -> str:
    return filters.date(visit.planned_on) + (f" at {filters.time(visit.starts_at)}" if visit.starts_at else "")


def _number(phone: str | None) -> dict[str, str] | None:
    return {"dial": phone, "said": filters.phone(phone)} if phone else None


def _time(time: Any) -> str:
    until = f" to {filters.time(time.ends_at)}" if time.ends_at else ""
    note = f" ({time.note})" if time.note else ""
    return f"{time.weekday.label} {filters.time(time.starts_at)}{until}{note}"
