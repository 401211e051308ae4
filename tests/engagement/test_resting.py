"""A group that has been asked enough rests until a day; its page and the form for a contact say so."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.engagement.resting.models import Rest
from crm.engagement.spells import rules
from crm.organisations.models import Organisation
from tests.factories import Make
from tests.merging.twins import merge
from tests.support.web import Visitor, forms

TODAY = dt.date(2026, 11, 22)
IN_FORCE = "Resting until"


def let_rest(visitor: Visitor, group: Organisation, until_on: dt.date, **answers: Any) -> Any:
    date = {f"until_on-{part}": str(getattr(until_on, part)) for part in ("day", "month", "year")}
    return visitor.submit(f"/organisations/{group.id}/rest", **{"reason": "Three surveys this spring"} | date | answers)


def pages(group: Organisation) -> list[str]:
    return [f"/organisations/{group.id}{path}" for path in ("", "/contact", "/activities/new")]


def test_a_rest_is_a_year_at_most_and_not_over_already() -> None:
    rules.check_until(TODAY, TODAY)
    rules.check_until(dt.date(2027, 11, 22), TODAY)
    for wrong in (dt.date(2026, 11, 21), dt.date(2027, 11, 23)):
        with pytest.raises(RuleBroken) as broken:
            rules.check_until(wrong, TODAY)
        assert broken.value.field == "until_on"


def test_a_group_that_rests_is_shown_as_such_before_anything_is_logged(adviser: Visitor, group: Organisation) -> None:
    assert let_rest(adviser, group, clock.today() + dt.timedelta(days=30)).status_code == 303
    for page in pages(group):
        shown = adviser.get(page).text
        assert IN_FORCE in shown, page
        assert "Three surveys this spring" in shown, page


def test_a_rest_ends_by_itself_after_its_day(adviser: Visitor, make: Make, group: Organisation) -> None:
    rest = make.rest(group)
    assert IN_FORCE in adviser.get(pages(group)[0]).text
    rest.until_on = clock.today() - dt.timedelta(days=1)
    assert [page for page in pages(group) if IN_FORCE in adviser.get(page).text] == []


def test_a_rest_is_lifted_and_the_history_has_both(
    adviser: Visitor, session: Session, newham: Area, group: Organisation
) -> None:
    let_rest(adviser, group, clock.today())
    page = f"/organisations/{group.id}/contact"
    for _ in range(2):
        token = forms(adviser.get(page).text)[0][1]["csrf_token"]
        answer = adviser.post(f"/organisations/{group.id}/rest/lift", data={"csrf_token": token, "area": newham.id})
        assert answer.status_code == 303
    assert IN_FORCE not in adviser.get(page).text
    events = select(AuditEntry.event).where(AuditEntry.table_name == "rest").order_by(AuditEntry.id)
    assert session.scalars(events).all() == ["rest.set", "rest.ended"]


def test_a_second_rest_changes_the_first(adviser: Visitor, session: Session, group: Organisation) -> None:
    let_rest(adviser, group, clock.today())
    let_rest(adviser, group, clock.today() + dt.timedelta(days=9), reason="They asked for quiet")
    assert session.execute(select(Rest.until_on, Rest.reason)).all() == [
        (clock.today() + dt.timedelta(days=9), "They asked for quiet")
    ]


def test_a_wrong_day_and_a_missing_reason_lose_nothing(adviser: Visitor, session: Session, group: Organisation) -> None:
    page = let_rest(adviser, group, dt.date(2020, 1, 1)).text
    assert "The day must be today or later" in page
    assert "Three surveys this spring" in page
    assert "Enter the reason" in let_rest(adviser, group, clock.today(), reason="").text
    assert "Nothing is saved yet" in let_rest(adviser, group, clock.today(), reason="Her son Ahmed is upset").text
    assert session.scalars(select(Rest.id)).all() == []


def test_another_area_does_not_know_that_a_group_rests(make: Make, adviser: Visitor, newham: Area) -> None:
    barnet = make.area()
    group = make.organisation(barnet, newham)
    make.rest(group)
    assert [page for page in pages(group) if IN_FORCE in adviser.get(page).text] == []
    theirs = make.organisation(barnet)
    make.rest(theirs)
    assert adviser.get(f"/organisations/{theirs.id}/rest").status_code == 404
    token = forms(adviser.get(f"/organisations/{group.id}/contact").text)[0][1]["csrf_token"]
    answer = adviser.post(f"/organisations/{group.id}/rest/lift", data={"csrf_token": token, "area": barnet.id})
    assert answer.status_code == 404


def test_of_two_records_the_longer_rest_is_kept(
    make: Make, session: Session, newham: Area, group: Organisation
) -> None:
    twin = make.organisation(newham)
    make.rest(group)
    make.rest(twin, until_on=clock.today() + dt.timedelta(days=5), reason="They asked for quiet")
    merge(group, twin, make.adviser(newham))
    assert session.execute(select(Rest.organisation_id, Rest.reason)).all() == [(group.id, "They asked for quiet")]


def test_a_group_rests_once_in_an_area(make: Make, group: Organisation) -> None:
    make.rest(group)
    with pytest.raises(IntegrityError):
        make.rest(group)
