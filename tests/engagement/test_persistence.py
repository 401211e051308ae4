"""What it took to meet: each failure is an attempt, and what no attempt has met is counted as such."""

import datetime as dt
from collections.abc import Iterator
from random import Random

import pytest

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import clock
from crm.core.paging import cursor_in
from crm.engagement.models import Method, Outcome
from crm.engagement.persistence import queries, rules
from crm.engagement.persistence.queries import Led, Told, Which
from crm.engagement.persistence.rules import PartOfDay, Story, Try
from crm.organisations.kinds import OrganisationKind, Weekday
from crm.organisations.models import Organisation
from tests.factories import Make
from tests.support.web import SignIn

SUNDAY = dt.date(2026, 4, 12)

# Report of the London Community Partnership Project, 3.2.
CAR_PARK = [
    Try(Method.PHONE, Outcome.INFO_SENT, dt.date(2026, 2, 9)),
    Try(Method.PHONE, Outcome.INFO_SENT, dt.date(2026, 2, 18)),
    Try(Method.PHONE, Outcome.INFO_SENT, dt.date(2026, 2, 26)),
    Try(Method.EMAIL, Outcome.MEETING_AGREED, dt.date(2026, 3, 4)),
    Try(Method.SERVICE_TIME_VISIT, Outcome.GROUP_NO_SHOW, dt.date(2026, 3, 15)),
    Try(Method.PHONE, Outcome.MEETING_AGREED, dt.date(2026, 3, 21)),
    Try(Method.SERVICE_TIME_VISIT, Outcome.MET, SUNDAY),
    Try(Method.SERVICE_TIME_VISIT, Outcome.MET, dt.date(2026, 5, 3)),
]


@pytest.fixture
def ada(make: Make, newham: Area) -> Account:
    return make.adviser(newham)


@pytest.fixture
def pastor(make: Make, newham: Area, ada: Account) -> Organisation:
    group = make.organisation(newham, name="Jubilee Covenant Ministries")
    log(make, group, ada, CAR_PARK)
    return group


def log(make: Make, group: Organisation, by: Account, tries: list[Try]) -> None:
    for one in tries:
        hour = dt.time(19) if one.on.weekday() == 6 else None
        make.activity(group, by, method=one.method, outcome=one.outcome, happened_on=one.on, started_at=hour)


def test_the_car_park_took_seven_attempts_and_a_call_led_to_the_meeting() -> None:
    story = rules.story(CAR_PARK)
    assert story == Story(7, dt.date(2026, 2, 9), SUNDAY, SUNDAY, Method.PHONE, Outcome.MEETING_AGREED)
    assert story.days == 62


def test_without_a_meeting_every_attempt_counts_and_none_is_met() -> None:
    story = rules.story(CAR_PARK[:5])
    assert story == Story(5, dt.date(2026, 2, 9), dt.date(2026, 3, 15))
    assert story.days is None


def test_who_came_unannounced_and_was_let_in_needed_one_attempt() -> None:
    assert rules.story(CAR_PARK[6:]) == Story(1, SUNDAY, SUNDAY, SUNDAY, Method.SERVICE_TIME_VISIT, Outcome.MET)


def test_what_goes_to_everybody_and_what_a_group_does_itself_is_no_attempt() -> None:
    assert rules.story([Try(method, Outcome.INFO_SENT, SUNDAY) for method in rules.NO_ATTEMPT]) is None


def test_to_meet_on_the_telephone_is_no_meeting() -> None:
    story = rules.story([Try(Method.PHONE, Outcome.MET, SUNDAY)])
    assert story
    assert story.met_on is None


def test_groups_without_a_meeting_are_counted_beside_the_medians_and_never_in_them() -> None:
    met = Story(7, SUNDAY, SUNDAY, SUNDAY + dt.timedelta(days=62), Method.PHONE, Outcome.MEETING_AGREED)
    quick = Story(2, SUNDAY, SUNDAY, SUNDAY + dt.timedelta(days=3), Method.PHONE, Outcome.MEETING_AGREED)
    effort = rules.effort([met, quick, Story(50, SUNDAY, SUNDAY)])
    assert (effort.met, effort.waiting, effort.attempts, effort.days) == (2, 1, 4.5, 32.5)
    assert rules.effort([]).attempts is None


@pytest.mark.parametrize(("hour", "part"), [(None, "unknown"), (0, "morning"), (12, "afternoon"), (17, "evening")])
def test_a_day_has_three_parts_and_a_time_may_be_unknown(hour: int | None, part: str) -> None:
    assert rules.part_of_day(hour) is PartOfDay(part)


def stories(area: Area) -> list[Told]:
    return queries.stories_in(area.id, queries.tries_in(area.id))


def every_page(area: Area, which: Which) -> Iterator[Told]:
    shown = queries.stories_page(area.id, which, None, Led(), None)
    yield from shown.rows
    while shown.next:
        shown = queries.stories_page(area.id, which, None, Led(), cursor_in(shown.next))
        yield from shown.rows


def test_the_database_tells_the_same_stories_as_the_rule(make: Make, newham: Area, ada: Account) -> None:
    rng = Random(4)  # noqa: S311
    kept = {}
    for _ in range(40):
        group = make.organisation(newham)
        days = sorted(rng.randrange(300) for _ in range(rng.randrange(7)))
        tries = [
            Try(rng.choice(list(Method)), rng.choice(list(Outcome)), SUNDAY + dt.timedelta(days=day)) for day in days
        ]
        log(make, group, ada, tries)
        kept[group.id] = rules.story(tries)
    assert {one.id: one.story for one in stories(newham)} == kept
    pages = (one for which in Which for one in every_page(newham, which))
    assert {one.id: one.story for one in pages} == kept
    assert {story is not None and story.met_on is not None for story in kept.values()} == {True, False}


def test_another_areas_attempts_do_not_count(make: Make, newham: Area, ada: Account, pastor: Organisation) -> None:
    brent = make.area(name="Brent")
    pastor.areas.append(make.new_link(brent))
    make.activity(pastor, ada, area_id=brent.id, happened_on=dt.date(2025, 1, 1))
    [told] = stories(newham)
    assert told.story == rules.story(CAR_PARK)


def test_a_group_that_left_the_area_counts_no_more(make: Make, newham: Area, pastor: Organisation) -> None:
    assert len(stories(newham)) == 1
    pastor.areas[0].ended_on = clock.today()
    make.keep(pastor)
    assert stories(newham) == []


def test_attempts_are_counted_by_day_and_time(newham: Area, pastor: Organisation) -> None:
    hours = rules.hours(queries.tries_in(newham.id)[pastor.id])
    found = {(one.weekday, one.part): (one.answered, one.attempts) for one in hours}
    assert found[Weekday.SUNDAY, PartOfDay.EVENING] == (1, 2)
    assert found[Weekday.WEDNESDAY, PartOfDay.UNKNOWN] == (2, 2)


def test_each_number_opens_its_groups(
    make: Make, signed_in: SignIn, newham: Area, ada: Account, pastor: Organisation
) -> None:
    waiting = make.organisation(newham, name="Waiting Chapel", kind=OrganisationKind.MADRASA)
    log(make, waiting, ada, CAR_PARK[:2])
    make.organisation(newham, name="Never Tried")
    visitor = signed_in(ada)
    page = visitor.get("/persistence").text
    names = ("Jubilee Covenant Ministries", "Waiting Chapel", "Never Tried")
    lists = {"met": names[0], "waiting": names[1], "untried": names[2]}
    for which, name in lists.items():
        address = f"/persistence/list?area={newham.code}&which={which}"
        assert address.replace("&", "&amp;") in page
        shown = visitor.get(address).text
        assert [one for one in names if one in shown] == [name]


def test_a_list_is_narrowed_by_kind_and_by_what_led(newham: Area, pastor: Organisation) -> None:
    def names(kind: OrganisationKind | None = None, led: Led = Led()) -> list[str]:  # noqa: B008
        return [one.name for one in queries.stories_page(newham.id, Which.MET, kind, led, None).rows]

    assert names(OrganisationKind.PLACE_OF_WORSHIP, Led(Method.PHONE, Outcome.MEETING_AGREED)) == [pastor.name]
    assert names(OrganisationKind.MADRASA) == []
    assert names(led=Led(Method.EMAIL)) == []


def test_the_page_of_a_group_tells_its_story(signed_in: SignIn, ada: Account, pastor: Organisation) -> None:
    page = signed_in(ada).get(f"/organisations/{pastor.id}/persistence").text
    assert "7 attempts and 62 days, from 9 February 2026 to the first meeting on 12 April 2026" in page
    assert "Sunday 15 March 2026" in page
    assert "Nobody came" in page
    assert "3 May 2026" not in page


def test_the_file_holds_figures_and_no_names(signed_in: SignIn, ada: Account, pastor: Organisation) -> None:
    file = signed_in(ada).get("/persistence.csv").text
    assert "All groups,1,7,62,0" in file
    assert pastor.name not in file


def test_an_empty_area_says_so(signed_in: SignIn, ada: Account) -> None:
    assert "Nothing is logged yet" in signed_in(ada).get("/persistence").text


@pytest.mark.parametrize("page", ["/persistence", "/persistence/list", "/persistence.csv"])
def test_another_area_is_not_found(make: Make, signed_in: SignIn, ada: Account, page: str) -> None:
    assert signed_in(ada).get(f"{page}?area={make.area().code}").status_code == 404
