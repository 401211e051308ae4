"""A group agrees to be in the directory for the public, part by part, and changes its mind."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.organisations import rules
from crm.organisations.kinds import Published
from crm.organisations.models import Organisation, PublishConsent
from tests.factories import Make
from tests.organisations.one_group import at, day, events, look
from tests.support.web import SignIn, Visitor

TOLD = dt.date(2026, 3, 1)
NAME, PLACE = Published.NAME_AND_KIND, Published.PLACE


def agrees(make: Make, group: Organisation, part: Published = NAME, **values: object) -> PublishConsent:
    said = {"given_on": TOLD, "given_by": "The pastor", "wording": 1, **values}
    return make.keep(PublishConsent(organisation_id=group.id, part=part, **said))


def say(visitor: Visitor, group: Organisation, *parts: str, by: str = "The pastor", on: dt.date = TOLD) -> str:
    return visitor.submit(at(group, "consents/new"), parts=list(parts), given_by=by, **day("given_on", on)).text


def consents(session: Session) -> list[PublishConsent]:
    session.expire_all()
    return list(session.scalars(select(PublishConsent).order_by(PublishConsent.id)))


def test_what_they_agreed_to_is_recorded_with_who_said_so_and_what_was_asked(
    adviser: Visitor, session: Session, group: Organisation
) -> None:
    assert "They have not been asked" in look(adviser, group)
    assert rules.WORDINGS[rules.WORDING] in adviser.get(at(group, "consents/new")).text
    say(adviser, group, "name_and_kind", "times")
    page = " ".join(look(adviser, group).split())
    assert "Agreed on 1 March 2026, <bdi>The pastor</bdi> (wording 1)" in page
    assert "They have not been asked" not in page
    assert rules.WORDINGS[1] in page
    assert [row.part for row in consents(session)] == [NAME, Published.TIMES]
    assert {row.recorded_by_id for row in consents(session)} != {None}
    assert "publish_consent.given" in events(session)


def test_a_viewer_is_not_told_who_agreed(
    make: Make, newham: Area, signed_in: SignIn, adviser: Visitor, group: Organisation
) -> None:
    say(adviser, group, "name_and_kind")
    viewer = signed_in(make.viewer(newham))
    assert "Agreed on 1 March 2026" in " ".join(look(viewer, group).split())
    for page in ("details", "history"):
        assert "The pastor" in adviser.get(at(group, page)).text
        assert "The pastor" not in viewer.get(at(group, page)).text


def test_only_what_is_not_agreed_to_yet_is_asked(adviser: Visitor, make: Make, group: Organisation) -> None:
    for part in (NAME, PLACE):
        agrees(make, group, part)
    asked = adviser.get(at(group, "consents/new")).text
    assert 'value="place"' not in asked
    assert 'value="times"' in asked


def test_once_everything_is_agreed_to_nothing_more_is_asked(adviser: Visitor, make: Make, group: Organisation) -> None:
    for part in Published:
        agrees(make, group, part)
    answer = adviser.get(at(group, "consents/new"))
    assert (answer.status_code, answer.location) == (303, at(group, "details#directory"))


@pytest.mark.parametrize(
    ("parts", "by", "on", "words"),
    [
        ([], "Ann", TOLD, "Select what they agreed to"),
        (["place"], "Ann", TOLD, "Nothing else can be in the directory without the name"),
        (["name_and_kind"], "", TOLD, "Enter who of the group said yes"),
        (["name_and_kind"], "Ann", dt.date(2999, 1, 1), "must be today or in the past"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(
    adviser: Visitor, session: Session, group: Organisation, parts: list[str], by: str, on: dt.date, words: str
) -> None:
    answer = say(adviser, group, *parts, by=by, on=on)
    assert words in answer
    assert by in answer
    assert consents(session) == []


@pytest.mark.parametrize("values", [{"is_sensitive": True}, {"name_is_placeholder": True}])
def test_of_a_refuge_or_a_group_without_a_name_none_can_be_recorded(
    adviser: Visitor, session: Session, make: Make, newham: Area, values: dict[str, bool]
) -> None:
    refuge = make.organisation(newham, name="Haven", **values)
    assert "consents/new" not in look(adviser, refuge)
    assert "There is a problem" in say(adviser, refuge, "name_and_kind")
    assert consents(session) == []


def test_the_name_is_needed_and_may_have_been_agreed_to_before() -> None:
    rules.check_consent([PLACE], [NAME], is_sensitive=False)
    with pytest.raises(RuleBroken, match="without the name"):
        rules.check_consent([PLACE], [], is_sensitive=False)
    with pytest.raises(RuleBroken, match="never"):
        rules.check_consent([NAME], [], is_sensitive=True)


def test_one_part_is_withdrawn(adviser: Visitor, session: Session, make: Make, group: Organisation) -> None:
    agrees(make, group)
    place = agrees(make, group, PLACE)
    adviser.submit(at(group, f"consents/{place.id}/withdraw"), **day("withdrawn_on", TOLD))
    assert [row.withdrawn_on for row in consents(session)] == [None, TOLD]
    assert "Withdrawn on 1 March 2026. Before: agreed on 1 March 2026" in " ".join(look(adviser, group).split())
    assert "publish_consent.withdrawn" in events(session)


def test_without_its_name_everything_is_withdrawn(
    adviser: Visitor, session: Session, make: Make, group: Organisation
) -> None:
    name = agrees(make, group)
    agrees(make, group, PLACE)
    assert "everything that they agreed to is withdrawn" in adviser.get(at(group, f"consents/{name.id}/withdraw")).text
    adviser.submit(at(group, f"consents/{name.id}/withdraw"), **day("withdrawn_on", clock.today()))
    assert {row.withdrawn_on for row in consents(session)} == {clock.today()}


def test_it_is_not_withdrawn_before_it_was_given(
    adviser: Visitor, session: Session, make: Make, group: Organisation
) -> None:
    name = agrees(make, group)
    agrees(make, group, PLACE, given_on=clock.today())
    answer = adviser.submit(at(group, f"consents/{name.id}/withdraw"), **day("withdrawn_on", TOLD))
    assert "must not be before it started" in answer.text
    assert {row.withdrawn_on for row in consents(session)} == {None}


def test_what_was_withdrawn_can_be_agreed_to_again(
    adviser: Visitor, session: Session, make: Make, group: Organisation
) -> None:
    agrees(make, group, withdrawn_on=TOLD)
    say(adviser, group, "name_and_kind", by="The new pastor", on=clock.today())
    assert [row.withdrawn_on for row in consents(session)] == [TOLD, None]
    assert "The new pastor" in look(adviser, group)


def test_the_database_keeps_one_open_consent_to_a_part(make: Make, group: Organisation) -> None:
    agrees(make, group)
    with pytest.raises(IntegrityError):
        agrees(make, group)


@pytest.mark.parametrize("values", [{"withdrawn_on": TOLD - dt.timedelta(days=1)}, {"given_by": ""}, {"wording": 0}])
def test_the_database_refuses_what_cannot_be(make: Make, group: Organisation, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        agrees(make, group, **values)


def test_another_area_can_neither_record_nor_withdraw(
    make: Make, session: Session, hackney: Area, signed_in: SignIn, group: Organisation
) -> None:
    row, other = agrees(make, group), signed_in(make.adviser(hackney))
    assert other.get(at(group, "consents/new")).status_code == 404
    assert other.get(at(group, f"consents/{row.id}/withdraw")).status_code == 404
    assert consents(session)[0].withdrawn_on is None


def test_a_viewer_reads_it_and_cannot_change_it(
    make: Make, newham: Area, signed_in: SignIn, group: Organisation
) -> None:
    row, viewer = agrees(make, group), signed_in(make.viewer(newham))
    page = look(viewer, group)
    assert "Agreed on 1 March 2026" in " ".join(page.split())
    assert "/withdraw" not in page
    assert viewer.get(at(group, f"consents/{row.id}/withdraw")).status_code == 403
