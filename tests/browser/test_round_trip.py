"""From a part of the map to its groups, and from there to a round trip on paper."""

import pytest

from crm.organisations.kinds import Precision
from crm.organisations.models import Venue
from tests.browser import london
from tests.browser.conftest import OpenScreen
from tests.browser.pages.home import HomePage
from tests.browser.pages.map import MapPage
from tests.browser.pages.signing_in import SignInPage
from tests.browser.screen import DESKTOP, PHONE, Size
from tests.browser.world import World

UPSTAIRS, DOWNSTAIRS, FAR = "Lantern House", "বাংলা স্কুল", "Église Saint-Esprit"
STRATFORD, BECKTON = (51.5416, -0.0033), (51.5143, 0.0613)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=lambda size: size.name)
def test_the_groups_in_view_are_listed_visited_in_turn_and_printed(
    world: World, open_screen: OpenScreen, size: Size
) -> None:
    two_groups_in_one_building_and_one_far_away(world)
    drawn = the_map(open_screen, size)
    drawn.open_mark_of(2)
    drawn.zoom_in_on_the_mark()
    near = drawn.search_this_area()
    near.shows("2 groups within the map’s view")
    near.lists(UPSTAIRS, DOWNSTAIRS)
    trip = near.plan_a_round_trip().plan()
    trip.visits(UPSTAIRS, DOWNSTAIRS)
    trip.draws("1, 2")
    trip = trip.change("Move down", UPSTAIRS)
    trip.visits(DOWNSTAIRS, UPSTAIRS)
    trip = trip.change("Leave out", DOWNSTAIRS)
    trip.visits(UPSTAIRS)
    trip = trip.change("Put back", DOWNSTAIRS)
    trip.visits(UPSTAIRS, DOWNSTAIRS)
    trip.is_ready_for_paper()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=lambda size: size.name)
def test_a_mark_of_several_groups_lists_exactly_these(world: World, open_screen: OpenScreen, size: Size) -> None:
    two_groups_in_one_building_and_one_far_away(world)
    drawn = the_map(open_screen, size)
    drawn.open_mark_of(2)
    listed = drawn.list_groups_of_the_mark()
    listed.lists(UPSTAIRS, DOWNSTAIRS)
    listed.show_the_map()
    listed.print().has_marks("1–2")


def test_a_trip_starts_where_somebody_is_once_they_press_for_it(world: World, open_screen: OpenScreen) -> None:
    two_groups_in_one_building_and_one_far_away(world)
    drawn = the_map(open_screen, DESKTOP)
    asked = drawn.page.context
    asked.set_geolocation({"latitude": STRATFORD[0], "longitude": STRATFORD[1]})
    asked.grant_permissions(["geolocation"])
    planned = drawn.plan_a_round_trip()
    planned.start_where_i_am()
    trip = planned.plan()
    trip.shows("3 stops, 6.7 miles as the crow flies", "from where you were and back to it")
    trip.draws("1, 2", "3", "Start")


def the_map(open_screen: OpenScreen, size: Size) -> MapPage:
    return SignInPage.open(open_screen(size)).sign_in(london.ADVISER, HomePage).menu("Map", MapPage)


def two_groups_in_one_building_and_one_far_away(world: World) -> None:
    london.staff_of_newham(world)
    with world.rows() as make:
        for name, (lat, lon) in ((UPSTAIRS, STRATFORD), (DOWNSTAIRS, STRATFORD), (FAR, BECKTON)):
            group = make.organisation(london.newham(), name=name)
            make.keep(Venue(organisation_id=group.id, lat=lat, lon=lon, precision=Precision.EXACT))
