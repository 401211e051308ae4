"""Whose what is on the phone, what becomes of it, and when it goes."""

from collections.abc import Callable
from socket import SHUT_RDWR
from threading import Event
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select

from crm.core import clock
from crm.engagement.models import Activity, FollowUp
from crm.extensions import db
from crm.offline.views import shell
from tests.browser import london
from tests.browser.conftest import OpenScreen
from tests.browser.pages.base import AnyPage
from tests.browser.pages.contact import LogContactPage
from tests.browser.pages.home import HomePage
from tests.browser.pages.road import RoadPage, kept_on, no_signal
from tests.browser.pages.signing_in import SignInPage
from tests.browser.screen import PHONE, Screen
from tests.browser.world import World

GROUP, PROMISE = "Upper Room Assembly", "Ring the pastor"
NOTHING: dict[str, list[str]] = {"databases": [], "caches": []}


@pytest.fixture
def group_id(world: World) -> int:
    london.staff_of_newham(world)
    with world.rows() as make:
        group = make.organisation(london.newham(), name=GROUP)
        make.follow_up(group, london.adviser(), what=PROMISE)
        return group.id


@pytest.fixture
def screen(open_screen: OpenScreen, group_id: int) -> Screen:
    screen = open_screen(PHONE)
    sign_in(screen, london.ADVISER)
    screen.open("/offline", RoadPage).take_along()
    return screen


def sign_in(screen: Screen, email: str) -> None:
    SignInPage.open(screen).sign_in(email, HomePage)


def log_without_a_signal(screen: Screen) -> RoadPage:
    no_signal(screen)
    road = screen.open("/offline", RoadPage).choose_group(GROUP).log("Nobody came")
    road.waits(1)
    return road


def writers(world: World) -> list[int]:
    with world.rows():
        return list(db.session.scalars(select(Activity.recorded_by_id)).all())


def is_done(world: World) -> bool:
    with world.rows():
        return db.session.scalars(select(FollowUp.done_on).where(FollowUp.what.contains("Ring"))).one() is not None


def test_a_server_that_dies_before_its_answer_makes_no_second_contact(
    world: World, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    road = log_without_a_signal(screen)
    with monkeypatch.context() as dying:
        stored = Event()
        dying.setattr(world.app, "wsgi_app", dies_before_its_answer(world.app, stored))
        no_signal(screen, is_gone=False)
        assert stored.wait(10)
        road.waits(1)
        assert len(writers(world)) == 1
    road.button("Send now").click()
    road.says(f"Sent: {GROUP}")
    road.waits_for_nothing()
    assert len(writers(world)) == 1


def dies_before_its_answer(app: Flask, stored: Event) -> Callable[..., Any]:
    """What is sent is stored, and then the connection breaks."""
    alive = app.wsgi_app

    def wsgi_app(environ: dict[str, Any], start_response: Any) -> Any:
        answer = list(alive(environ, start_response))
        if environ["PATH_INFO"].startswith("/offline/contacts/"):
            environ["werkzeug.socket"].shutdown(SHUT_RDWR)
            stored.set()
            raise ConnectionResetError
        return answer

    return wsgi_app


def test_an_ended_sign_in_keeps_it_until_the_same_person_signs_in(world: World, screen: Screen) -> None:
    road = log_without_a_signal(screen)
    sign_in_ends(screen)
    road.waits(1)
    road.link("Sign in to send what waits").click()
    road.then(SignInPage).sign_in(london.ADVISER, RoadPage).waits_for_nothing()
    assert len(writers(world)) == 1


def test_somebody_else_on_the_same_phone_neither_sees_nor_sends_it(world: World, screen: Screen) -> None:
    log_without_a_signal(screen)
    sign_in_ends(screen)
    sign_in(screen, london.COORDINATOR)
    theirs = screen.open("/offline", RoadPage)
    expect(theirs.main).to_contain_text("Also on this phone, and not yours: 1")
    theirs.does_not_show(GROUP)
    assert writers(world) == []
    leave(screen)
    sign_in(screen, london.ADVISER)
    screen.open("/offline", RoadPage).waits_for_nothing()
    with world.rows():
        assert db.session.scalars(select(Activity.recorded_by_id)).one() == london.adviser().id


def sign_in_ends(screen: Screen) -> None:
    """As after half an hour, seen when there is a signal again."""
    screen.page.context.clear_cookies()
    no_signal(screen, is_gone=False)
    RoadPage(screen).says("You are signed out")


def leave(screen: Screen) -> SignInPage:
    screen.open("/", HomePage)
    screen.page.get_by_role("button", name="Sign out").click()
    return SignInPage(screen)


def test_signing_out_leaves_nothing_on_the_phone(screen: Screen) -> None:
    assert kept_on(screen)["databases"] == ["footbridge"]
    assert len(kept_on(screen)["caches"]) == 1
    leave(screen)
    assert kept_on(screen) == NOTHING


def test_signing_out_warns_of_what_would_be_lost(world: World, screen: Screen) -> None:
    log_without_a_signal(screen)
    screen.page.route("**/offline/contacts/*", lambda route: route.abort())
    no_signal(screen, is_gone=False)
    home = screen.open("/", HomePage)
    expect(home.page.get_by_role("link", name="Not yet sent: 1")).to_be_visible()
    home.page.get_by_role("button", name="Sign out").click()
    leaving = home.then(RoadPage)
    leaving.shows("Before you sign out", "Not yet sent: 1")
    leaving.button("Delete it and sign out").click()
    leaving.then(SignInPage)
    assert kept_on(screen) == NOTHING
    assert writers(world) == []


def test_a_copy_whose_time_is_over_goes_and_what_is_unsent_stays(screen: Screen) -> None:
    log_without_a_signal(screen)
    screen.page.clock.install(time=clock.now().timestamp() + 80 * 3600)
    road = screen.open("/offline", RoadPage)
    road.shows("There is no copy on this phone", "Sign in to see it and to send it")
    road.waits(1)
    road.does_not_show(GROUP)


def test_a_follow_up_changed_meanwhile_is_for_the_person_to_decide(world: World, screen: Screen) -> None:
    road = mark_as_done_without_a_signal(screen)
    changed_meanwhile(world)
    no_signal(screen, is_gone=False)
    road.shows("It was changed meanwhile, and is now “Ring the new pastor”")
    assert not is_done(world)
    road.button("Mark it as done").click()
    road.waits_for_nothing()
    assert is_done(world)


def test_a_change_by_somebody_else_can_be_left_as_it_is(world: World, screen: Screen) -> None:
    road = mark_as_done_without_a_signal(screen)
    changed_meanwhile(world)
    no_signal(screen, is_gone=False)
    road.button("Leave it as it is now").click()
    road.says("Left as it is now")
    road.waits_for_nothing()
    road.shows("Ring the new pastor")
    assert not is_done(world)


def mark_as_done_without_a_signal(screen: Screen) -> RoadPage:
    no_signal(screen)
    road = screen.open("/offline", RoadPage).choose_group(GROUP)
    road.button(f"Mark as done {PROMISE}").click()
    road.says("Kept on this phone")
    road.waits(1)
    return road.then(RoadPage)


def changed_meanwhile(world: World) -> None:
    with world.rows():
        follow_up = db.session.scalars(select(FollowUp)).one()
        follow_up.what = "Ring the new pastor"


def test_a_question_of_the_service_is_answered_on_the_ordinary_page(world: World, screen: Screen) -> None:
    no_signal(screen)
    road = screen.open("/offline", RoadPage).choose_group(GROUP)
    road.enter("What was said?", "A boy called Yusuf, aged 7, was there")
    road = road.log("We met")
    no_signal(screen, is_gone=False)
    road.shows("Take it out, or give the reason to keep it")
    road.button("Put it right").click()
    asking = road.then(LogContactPage)
    asking.enter("What was said?", "A child was there")
    asking.save()
    asking.then(AnyPage).shows("A child was there")
    screen.open("/offline", RoadPage).waits_for_nothing()
    assert len(writers(world)) == 1


def test_what_was_written_of_a_group_that_left_my_areas_stays_on_the_phone(
    world: World, screen: Screen, group_id: int
) -> None:
    road = log_without_a_signal(screen)
    with world.rows() as make:
        for grant in london.adviser().grants:
            grant.area_id = make.area().id
    no_signal(screen, is_gone=False)
    road.shows("it is no longer in your areas")
    assert writers(world) == []
    road.button("Throw away").click()
    road.button("Throw it away for good").click()
    road.waits_for_nothing()


def test_what_waits_can_be_changed_before_it_is_sent(world: World, screen: Screen) -> None:
    road = log_without_a_signal(screen)
    road.button("Change").click()
    expect(road.field("Nobody came")).to_be_checked()
    road.enter("What was said?", "Waited half an hour")
    road.button("Save").click()
    road.says("Kept on this phone")
    road.waits(1)
    no_signal(screen, is_gone=False)
    road.says("Sent")
    with world.rows():
        assert db.session.scalars(select(Activity.note)).one() == "Waited half an hour"


def test_a_contact_without_an_outcome_is_not_kept_and_the_page_says_why(screen: Screen) -> None:
    road = screen.open("/offline", RoadPage).choose_group(GROUP)
    road.button("Save").click()
    road.then(RoadPage).shows_error("Select what came of it")


def test_any_page_without_a_signal_leads_to_what_was_taken_along(screen: Screen) -> None:
    no_signal(screen)
    screen.open("/organisations", RoadPage).says("There is no signal. This is what you took along")


def test_a_new_version_takes_the_place_of_the_old(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    before = kept_on(screen)["caches"]
    monkeypatch.setattr(shell, "_mark", lambda contents: f"new-{len(contents)}")
    screen.page.evaluate("async () => { await (await navigator.serviceWorker.ready).update() }")
    while before[0] in kept_on(screen)["caches"]:
        screen.page.wait_for_timeout(100)
    no_signal(screen)
    road = screen.open("/offline", RoadPage)
    assert road.page.locator("link[href*='app.css?v=new-']").count() == 1


def test_without_scripts_the_page_says_what_to_do_instead(open_screen: OpenScreen, group_id: int) -> None:
    screen = open_screen(PHONE, has_scripts=False)
    sign_in(screen, london.ADVISER)
    screen.open("/offline", RoadPage).shows("This page needs scripts")
