"""What a group does: activities, times, languages, relations; each form stores once."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.core import clock
from crm.organisations.kinds import SettingKind
from crm.organisations.models import (
    ChildrenSetting,
    Community,
    FormerName,
    Language,
    MeetingTime,
    Organisation,
    Relation,
    Statement,
    Venue,
)
from tests.factories import Make
from tests.organisations.one_group import LAST_YEAR, at, day, events, look
from tests.support.web import Visitor, forms


def test_an_activity_with_children_is_added_and_ended(adviser: Visitor, session: Session, group: Organisation) -> None:
    adviser.submit(
        at(group, "settings/new"), kind="madrasa_class", age_min="5", age_max="11", **day("started_on", LAST_YEAR)
    )
    setting = session.scalars(select(ChildrenSetting)).one()
    assert (setting.kind, setting.age_min, setting.age_max) == (SettingKind.MADRASA_CLASS, 5, 11)
    adviser.submit(at(group, f"settings/{setting.id}/end"), **day("ended_on", clock.today()))
    session.refresh(setting)
    assert setting.ended_on == clock.today()


def test_a_meeting_time_is_added_and_removed(adviser: Visitor, session: Session, group: Organisation) -> None:
    adviser.submit(at(group, "times/new"), weekday="fri", starts_at="1pm", ends_at="2pm", note="Friday prayer")
    assert "Friday prayer" in look(adviser, group)
    time = session.scalars(select(MeetingTime)).one()
    adviser.submit(at(group, f"times/{time.id}/remove"))
    assert session.scalars(select(MeetingTime)).all() == []
    assert {"meeting_time.added", "meeting_time.removed"} <= events(session)


def test_languages_and_communities_are_chosen_and_changed(
    adviser: Visitor, session: Session, make: Make, group: Organisation
) -> None:
    arabic, polish = (make.keep(Language(tag=tag, name=name)) for tag, name in (("ar", "Arabic"), ("pl", "Polish")))
    somali = make.keep(Community(name="Somali"))
    adviser.submit(at(group, "languages"), languages=[str(arabic.id)])
    adviser.submit(at(group, "languages"), languages=[str(polish.id)])
    adviser.submit(at(group, "communities"), communities=[str(somali.id)])
    page = look(adviser, group)
    assert "Polish" in page
    assert "Arabic" not in page
    assert "Somali" in page
    assert {"language.added", "language.removed", "community.added"} <= events(session)


def test_a_relation_is_read_from_both_sides(
    adviser: Visitor, session: Session, make: Make, newham: Area, group: Organisation
) -> None:
    host = make.organisation(newham, name="Great Hall")
    adviser.submit(at(group, "relations/new?q=great"), other_id=str(host.id), kind="meets_at")
    assert "Great Hall" in look(adviser, group)
    back = look(adviser, host)
    assert "Groups that meet at its place" in back
    assert "Hope Chapel" in back
    relation = session.scalars(select(Relation)).one()
    adviser.submit(at(group, f"relations/{relation.id}/end"), **day("ended_on", clock.today()))
    session.refresh(relation)
    assert relation.ended_on == clock.today()


def test_the_name_of_a_related_group_elsewhere_is_not_told(
    adviser: Visitor, make: Make, hackney: Area, group: Organisation
) -> None:
    theirs = make.organisation(hackney, name="Far Temple")
    make.keep(Relation(organisation_id=group.id, other_id=theirs.id, kind="member_of"))
    page = look(adviser, group)
    assert "A group in another area" in page
    assert "Far Temple" not in page


CREATES = {
    "venues/new": ({"address": "1 High Street"}, Venue),
    "times/new": ({"weekday": "fri", "starts_at": "1pm"}, MeetingTime),
    "settings/new": ({"kind": "creche"}, ChildrenSetting),
    "statements/new": ({"subject": "lead", "answer": "no"}, Statement),
    "names/new": ({"name": "Zion Hall"}, FormerName),
}


@pytest.mark.parametrize("page", CREATES)
def test_a_form_sent_twice_makes_one(adviser: Visitor, session: Session, group: Organisation, page: str) -> None:
    answers, kind = CREATES[page]
    _, given = forms(adviser.get(at(group, page)).text)[-1]
    for status in (303, 409):
        assert adviser.post(at(group, page), data={**given, **answers}).status_code == status
    assert session.scalar(select(func.count()).select_from(kind)) == 1
