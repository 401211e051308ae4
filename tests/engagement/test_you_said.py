"""You said, we did: what came up, what followed, and what has waited for more than 60 days."""

import datetime as dt

from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import clock
from crm.engagement.models import Topic
from crm.engagement.requests import queries, rules
from crm.organisations.models import Organisation
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor


def days_ago(days: int) -> dt.date:
    return clock.today() - dt.timedelta(days=days)


def test_a_group_reads_what_it_said_and_what_followed_and_nobodys_name(
    adviser: Visitor, make: Make, group: Organisation, me: Account
) -> None:
    done = {"answered_on": clock.today(), "answer": "Sent the list", "heard_back_on": clock.today()}
    make.request(group, me, asked_on=days_ago(9), heard_back="It helped", **done)
    make.request(group, me, topic=Topic.POVERTY, asked_on=days_ago(60))
    make.request(group, me, topic=Topic.TRUANCY, asked_on=days_ago(61))
    page = adviser.get(f"/organisations/{group.id}/you-said").text
    table = page[page.index("<table") : page.index("</table>")]
    assert all(words in table for words in ("Schools", "Sent the list", "It helped", "Poverty", "Absence from school"))
    assert (table.count("We are looking into it"), table.count("We owe you an answer")) == (1, 1)
    assert "Ada Adviser" not in table


def test_an_area_counts_groups_times_and_answers_of_a_year(
    make: Make, session: Session, newham: Area, group: Organisation, me: Account
) -> None:
    answered = {"answered_on": clock.today(), "answer": "Sent"}
    make.request(group, me, topic=Topic.POVERTY)
    make.request(group, me, topic=Topic.POVERTY, **answered)
    make.request(make.organisation(newham), me, topic=Topic.POVERTY)
    make.request(group, me, asked_on=days_ago(400))
    make.request(make.organisation(), me, topic=Topic.POVERTY)
    (line,) = queries.raised_in([newham.id], days_ago(365))
    assert (line.about, line.groups, line.times, line.answered, line.heard_back) == ("Poverty", 2, 3, 1, 0)


def test_what_waits_for_more_than_sixty_days_is_listed_with_its_group(
    adviser: Visitor, make: Make, newham: Area, group: Organisation, me: Account
) -> None:
    make.request(group, me, topic=Topic.POVERTY, asked_on=days_ago(60))
    make.request(group, me, topic=Topic.TRUANCY, asked_on=days_ago(61))
    found = queries.overdue_in([newham.id], rules.overdue_before(clock.today()), None)
    assert [one.topic for one in found.rows] == [Topic.TRUANCY]
    page = adviser.get("/you-said").text
    assert page.index("more than 60 days") < page.index("Hope Chapel") < page.index("What came up since")


def test_an_area_is_chosen_and_another_is_never_read(make: Make, signed_in: SignIn, newham: Area) -> None:
    barnet, hackney = make.area(name="Barnet"), make.area(name="Hackney")
    both = signed_in(make.coordinator(newham, barnet))
    for area, topic in ((newham, Topic.POVERTY), (barnet, Topic.BULLYING), (hackney, Topic.TRUANCY)):
        make.request(make.organisation(area), make.adviser(area), topic=topic, asked_on=days_ago(70))
    everywhere, one = both.get("/you-said").text, both.get(f"/you-said?area={barnet.code}").text
    assert "Poverty" in everywhere
    assert "Bullying" in everywhere
    assert "Poverty" not in one
    assert "Bullying" in one
    for page in (everywhere, one, both.get(f"/you-said?area={hackney.code}").text):
        assert "Absence from school" not in page


def test_the_pages_are_empty_without_a_request_and_cost_the_same_with_thirty(
    adviser: Visitor, make: Make, group: Organisation, me: Account
) -> None:
    pages = ("/you-said", f"/organisations/{group.id}/you-said", f"/organisations/{group.id}/contact")
    assert all("Nothing is written down yet" in adviser.get(page).text for page in pages[:2])
    for number in range(30):
        make.request(group, me, asked_on=days_ago(70 + number))
    for page in pages:
        with statements() as said:
            adviser.get(page)
        assert len(said) <= 12, page
