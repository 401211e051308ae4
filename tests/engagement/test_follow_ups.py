import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import clock
from crm.engagement.models import FollowUp
from crm.organisations.models import Organisation
from tests.engagement.steps import log
from tests.factories import Make
from tests.support.web import Visitor


def test_a_follow_up_is_done_and_undone(
    adviser: Visitor, make: Make, session: Session, group: Organisation, me: Account
) -> None:
    due = make.follow_up(group, me, what="Send the template")
    assert "Send the template" in adviser.get("/follow-ups").text
    adviser.submit("/follow-ups", form=1)
    assert session.get_one(FollowUp, due.id).done_on == clock.today()
    adviser.submit("/follow-ups", form=1)
    assert session.get_one(FollowUp, due.id).done_on is None


def test_follow_ups_stand_under_overdue_today_and_later(
    adviser: Visitor, make: Make, group: Organisation, me: Account
) -> None:
    for days in (-1, 0, 1):
        make.follow_up(group, me, due_on=clock.today() + dt.timedelta(days=days))
    page = adviser.get("/follow-ups").text
    assert page.index(">Overdue</h2>") < page.index(">Due today</h2>") < page.index(">Later</h2>")


def test_mine_are_not_my_colleagues(adviser: Visitor, make: Make, newham: Area, group: Organisation) -> None:
    make.follow_up(group, make.adviser(newham), what="Ring the vicar")
    assert "Nothing is waiting" in adviser.get("/follow-ups").text
    assert "Ring the vicar" in adviser.get("/follow-ups?whose=everybody").text


def test_a_follow_up_of_another_area_is_not_there(adviser: Visitor, make: Make) -> None:
    barnet = make.area()
    due = make.follow_up(make.organisation(barnet), make.adviser(barnet), what="Ring the vicar")
    assert "Ring the vicar" not in adviser.get("/follow-ups?whose=everybody").text
    assert adviser.get(f"/follow-ups/{due.id}/edit").status_code == 404


def test_a_follow_up_is_moved(adviser: Visitor, make: Make, session: Session, group: Organisation, me: Account) -> None:
    due = make.follow_up(group, me)
    answer = adviser.submit(f"/follow-ups/{due.id}/edit", **{"due_on-year": "2099"})  # type: ignore[arg-type]
    assert answer.status_code == 303
    assert session.get_one(FollowUp, due.id).due_on.year == 2099


def test_a_follow_up_is_not_given_to_somebody_who_could_not_see_it(
    adviser: Visitor, make: Make, session: Session, newham: Area
) -> None:
    hackney = make.area()
    group = make.organisation(newham, hackney)
    theirs = make.adviser(hackney)
    page = log(adviser, group, again="week", owner=str(theirs.id))
    assert page.status_code == 200
    assert session.scalars(select(FollowUp.id)).all() == []
    assert log(adviser, group, staff=[str(theirs.id)]).status_code == 303
