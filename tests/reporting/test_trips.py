"""Planning a round trip, and its page: who is told what, and what the address carries."""

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest

from crm.areas.models import Area, Postcode
from crm.core import clock
from crm.organisations.kinds import Precision, Weekday
from crm.organisations.models import MeetingTime, Organisation, Venue
from crm.people.models import RoleClass
from tests.factories import Make
from tests.support.statements import statements, writes
from tests.support.web import SignIn, Visitor

NEW = "/map/round-trip/new"

# It holds the second in which the page was made.
TOKEN = re.compile(r'name="csrf_token"[^>]*value="[^"]+"')


@pytest.fixture
def area(make: Make) -> Area:
    return make.area(name="Newham")


@pytest.fixture
def adviser(make: Make, area: Area, signed_in: SignIn) -> Visitor:
    return signed_in(make.adviser(area))


def placed(make: Make, area: Area, name: str, lon: float = 0.05, **values: Any) -> Organisation:
    group = make.organisation(area, name=name, **values)
    at(make, group, lon=lon, address=f"{name} Hall")
    return group


def at(make: Make, group: Organisation, **values: Any) -> None:
    usual = {"lon": 0.05, "lat": 51.55, "precision": Precision.EXACT, "area_id": group.lead_area_id}
    make.keep(Venue(organisation_id=group.id, **{**usual, **values}))


def trip(*groups: Organisation, more: str = "") -> str:
    return f"/map/round-trip?stops={','.join(str(group.id) for group in groups)}{more}"


def look(visitor: Visitor, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200
    return unescape(answer.text)


def stops_on(page: str) -> str:
    return page.partition('<ol class="app-results app-trip">')[2].partition("</ol>")[0]


def test_the_groups_that_were_ticked_are_put_in_a_short_order(adviser: Visitor, make: Make, area: Area) -> None:
    ash, elm, oak = placed(make, area, "Ash", 0.01), placed(make, area, "Elm", 0.09), placed(make, area, "Oak", 0.02)
    placed(make, area, "Yew", 0.05)
    answer = adviser.submit(NEW, groups=[str(ash.id), str(elm.id), str(oak.id)], start="")
    assert answer.status_code == 303
    assert answer.headers["Location"] == trip(ash, oak, elm)


def test_a_trip_from_a_postcode_begins_at_the_group_nearest_to_it(adviser: Visitor, make: Make, area: Area) -> None:
    make.keep(Postcode(unit="E15 4QZ", lat=51.55, lon=0.1, area_id=area.id))
    ash, elm = placed(make, area, "Ash", 0.01), placed(make, area, "Elm", 0.09)
    answer = adviser.submit(NEW, groups=[str(ash.id), str(elm.id)], start="e154qz")
    assert answer.headers["Location"] in {trip(elm, ash, more="&start=E15+4QZ"), trip(ash, elm, more="&start=E15+4QZ")}
    page = look(adviser, answer.headers["Location"])
    assert "from E15 4QZ and back to it" in page
    assert "miles from the start" in page


def test_where_somebody_is_becomes_part_of_the_address_to_some_hundred_metres(
    adviser: Visitor, make: Make, area: Area
) -> None:
    ash = placed(make, area, "Ash")
    answer = adviser.submit(NEW, groups=[str(ash.id)], start="51.54321, 0.01234")
    assert answer.headers["Location"] == trip(ash, more="&start=51.543,0.012")
    assert "from where you were and back to it" in look(adviser, answer.headers["Location"])


@pytest.mark.parametrize(
    ("start", "told"), [("Stratford", "Enter a full UK postcode"), ("E15 4QX", "We do not know where this postcode is")]
)
def test_a_start_that_is_no_place_is_told_of_and_nothing_is_lost(
    adviser: Visitor, make: Make, area: Area, start: str, told: str
) -> None:
    ash, _ = placed(make, area, "Ash"), placed(make, area, "Elm")
    page = unescape(adviser.submit(NEW, groups=[str(ash.id)], start=start).text)
    assert told in page
    assert f'value="{start}"' in page
    assert page.count(" checked") == 1


def test_at_least_one_group_and_at_most_25_are_visited(adviser: Visitor, make: Make, area: Area) -> None:
    groups = [str(placed(make, area, f"Chapel {number:02}").id) for number in range(26)]
    assert "Tick at least one group" in adviser.submit(NEW, start="").text
    assert "Tick at most 25 groups: you ticked 26" in adviser.submit(NEW, groups=groups, start="").text
    assert adviser.submit(NEW, groups=groups[1:], start="").status_code == 303


def test_a_list_is_ticked_as_a_whole_where_it_is_short_enough(adviser: Visitor, make: Make, area: Area) -> None:
    for number in range(26):
        placed(make, area, f"Chapel {number:02}", faith="christian" if number else "sikh")
    assert look(adviser, f"{NEW}?faith=christian").count(" checked") == 25
    assert look(adviser, NEW).count(" checked") == 0


def test_groups_that_cannot_be_stops_are_listed_apart_with_the_reason(adviser: Visitor, make: Make, area: Area) -> None:
    refuge = placed(make, area, "Safe House", is_sensitive=True)
    nowhere = make.organisation(area, name="Nowhere")
    gone = placed(make, area, "Gone", closed_on=clock.today(), closed_reason="ceased")
    page = look(adviser, f"{NEW}?still=any")
    for words in (
        "Safe House</bdi></a>: its place is kept private",
        "Nowhere</bdi></a>: no place on the map is recorded for it",
        "Gone</bdi></a>: it no longer meets",
    ):
        assert words in page
    assert 'name="groups"' not in page
    shown = look(adviser, trip(refuge, nowhere, gone))
    assert "There is no stop on this trip yet" in shown
    assert "Safe House Hall" not in shown


def test_a_home_is_a_stop_for_the_staff_of_its_own_area_and_never_drawn(
    make: Make, area: Area, signed_in: SignIn
) -> None:
    elsewhere = make.area(name="Elsewhere")
    home = make.organisation(area, elsewhere, name="House Church")
    at(make, home, precision=Precision.MASKED, address="7 Own Door", lat=51.512345)
    own = look(signed_in(make.adviser(area)), trip(home))
    assert "7 Own Door" in own
    assert "it is not drawn on the map" in own
    for visitor in (signed_in(make.adviser(elsewhere)), signed_in(make.viewer(area))):
        other = look(visitor, trip(home))
        assert "House Church</bdi></a>: a home: only the staff of its own area are told where" in other
        assert "7 Own Door" not in other
        assert "51.512" not in other + own


def test_a_group_of_another_area_is_no_stop_and_nothing_is_said_of_it(adviser: Visitor, make: Make, area: Area) -> None:
    ash, theirs = placed(make, area, "Ash"), placed(make, make.area(name="Elsewhere"), "Theirs")
    page = look(adviser, trip(ash, theirs, more=f"&out={theirs.id}"))
    assert "Theirs" not in page
    assert "1 stop in this page’s address is not a group in your areas" in page
    again = look(adviser, trip(ash, theirs, more=f"&out={theirs.id}"))
    assert TOKEN.sub("", page) == TOKEN.sub("", again)
    assert "not a group in your areas" in look(adviser, trip(ash).replace("stops=", "stops=999999,"))


def test_a_stop_says_what_is_wanted_at_the_door(adviser: Visitor, make: Make, area: Area) -> None:
    ash = placed(make, area, "Ash", phone="+442079460000", contact_note="Ring the side bell")
    make.keep(
        MeetingTime(organisation_id=ash.id, weekday=Weekday.SUNDAY, starts_at=dt.time(10), note="Ask for the warden")
    )
    make.role(ash, make.person("Åsa Berg", phone="+447700900123"), role_class=RoleClass.DESIGNATED_LEAD)
    make.follow_up(ash, make.adviser(area), what="Bring the template")
    stop = stops_on(look(adviser, trip(ash)))
    for words in (
        "Ash Hall",
        "020 7946 0000",
        "Best time: Sunday 10am",
        "Ask for the warden",
        "Ring the side bell",
        "Åsa Berg",
        "Bring the template",
        "Notes",
    ):
        assert words in stop


def test_a_viewer_is_told_of_no_people(make: Make, area: Area, signed_in: SignIn) -> None:
    ash = placed(make, area, "Ash", phone="+442079460000", contact_note="Ring the side bell")
    make.role(ash, make.person("Åsa Berg"), role_class=RoleClass.DESIGNATED_LEAD)
    make.follow_up(ash, make.adviser(area), what="Bring the template")
    page = look(signed_in(make.viewer(area)), trip(ash))
    assert "Ash Hall" in page
    for words in ("7946", "side bell", "Åsa", "Bring the template", "Log a contact"):
        assert words not in page


def test_a_stop_is_moved_left_out_and_put_back_by_links(adviser: Visitor, make: Make, area: Area) -> None:
    ash, elm, oak = (placed(make, area, name, lon) for name, lon in (("Ash", 0.01), ("Elm", 0.02), ("Oak", 0.03)))
    page = look(adviser, trip(ash, elm, oak))
    for address in (trip(elm, ash, oak), trip(ash, oak, elm), trip(ash, oak, more=f"&out={elm.id}")):
        assert f'href="{address}"' in page
    without = look(adviser, trip(ash, oak, more=f"&out={elm.id}"))
    assert "Elm" not in stops_on(without)
    assert f'href="{trip(ash, oak, elm)}"' in without


def test_a_shorter_order_is_offered_where_there_is_one(adviser: Visitor, make: Make, area: Area) -> None:
    ash, elm, oak, yew = (
        placed(make, area, name, lon) for name, lon in (("Ash", 0.01), ("Elm", 0.05), ("Oak", 0.02), ("Yew", 0.06))
    )
    page = look(adviser, trip(ash, elm, oak, yew))
    assert "Put the stops in a shorter order: 4.3 miles" in page
    assert "4 stops, 7.8 miles as the crow flies" not in page
    best = page.partition("shorter order")[0].rpartition('href="')[2].partition('"')[0]
    assert "shorter order" not in look(adviser, best)


def test_only_places_known_exactly_are_handed_to_a_phones_map(adviser: Visitor, make: Make, area: Area) -> None:
    ash, home = placed(make, area, "Ash", 0.01), make.organisation(area, name="House Church")
    elm = make.organisation(area, name="Elm")
    at(make, elm, precision=Precision.POSTCODE, lon=0.02)
    at(make, home, precision=Precision.MASKED, lon=0.03)
    page = look(adviser, trip(ash, elm, home))
    assert page.count('href="geo:') == 1
    assert 'href="geo:51.55,0.01?q=51.55,0.01"' in page
    assert "near it, not at the door" in page


def test_an_address_that_makes_no_sense_is_told_of(adviser: Visitor, make: Make, area: Area) -> None:
    ash = placed(make, area, "Ash")
    for address in (trip(ash, more="&start=nowhere"), trip(ash, more="&out=x"), "/map/round-trip?stops=1;2"):
        assert "Part of this page’s address cannot be read" in look(adviser, address)
    assert "cannot be read" not in look(adviser, trip(ash))


def test_only_planning_may_ask_the_browser_where_it_is(adviser: Visitor, make: Make, area: Area) -> None:
    ash = placed(make, area, "Ash")
    assert adviser.get(NEW).headers["Permissions-Policy"] == "geolocation=(self), camera=(), microphone=()"
    for address in (trip(ash), "/map", "/organisations"):
        assert adviser.get(address).headers["Permissions-Policy"] == "geolocation=(), camera=(), microphone=()"


def test_follow_ups_lead_to_a_trip_to_their_groups(make: Make, area: Area, signed_in: SignIn) -> None:
    account = make.adviser(area)
    ash, elm = placed(make, area, "Ash"), placed(make, area, "Elm")
    for group in (ash, elm, ash):
        make.follow_up(group, account, what="Go and see them", due_on=clock.today())
    placed(make, area, "Oak")
    visitor = signed_in(account)
    assert f'href="{NEW}?groups={ash.id},{elm.id}"' in look(visitor, "/follow-ups")
    assert "Oak" not in look(visitor, f"{NEW}?groups={ash.id},{elm.id}")


def test_a_trip_of_25_stops_costs_little_and_writes_nothing(adviser: Visitor, make: Make, area: Area) -> None:
    make.keep(Postcode(unit="E15 4QZ", lat=51.55, lon=0.1, area_id=area.id))
    groups = [
        placed(make, area, f"Chapel of the {number}", number / 500, phone="+442079460000") for number in range(25)
    ]
    for group in groups:
        at(make, group, address="", lat=51.56)
    with statements() as said:
        page = look(adviser, trip(*groups, more="&start=E15+4QZ"))
    assert len(said) <= 12
    assert writes(said) == []
    assert len(page.encode()) < 60_000
