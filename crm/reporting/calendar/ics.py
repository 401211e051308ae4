"""Entries as an iCalendar file (RFC 5545). Times are written in UTC, so that no clock change can move them."""

import datetime as dt
from collections.abc import Iterable

from icalendar import Calendar, Event

from crm.reporting.calendar.rules import Entry, instant

MIMETYPE = "text/calendar"
AGAIN_AFTER = dt.timedelta(hours=1)


def calendar(entries: Iterable[Entry]) -> bytes:
    whole = Calendar()
    whole.add("prodid", "-//Footbridge//Footbridge//EN")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add("name", "Footbridge")
    whole.add("x-wr-calname", "Footbridge")
    whole.add("refresh-interval", AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    for entry in entries:
        whole.add_component(_event(entry))
    return bytes(whole.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at)
    event.add("summary", entry.text)
    event.add("url", entry.href)
    event.add("class", "PRIVATE")
    if entry.starts_at is None:
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + dt.timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        start = instant(entry.on, entry.starts_at)
        event.add("dtstart", start)
        event.add("dtend", start + dt.timedelta(minutes=entry.minutes))
    return event
