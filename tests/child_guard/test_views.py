"""The guard where notes are written: nothing is lost, the way to those who can act is shown, a reason is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area, AreaContact, ContactCategory
from crm.audit.models import AuditEntry, AuditValue
from crm.core import clock
from crm.engagement.models import Activity, FollowUp, StageChange
from crm.organisations.kinds import Precision, Stage
from crm.organisations.models import Organisation, Venue
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import Visitor, forms

NOTE = "Her son Ahmed has stopped coming"
ADULT = {"guard_reason": "adult"}


@pytest.fixture
def area(make: Make) -> Area:
    return make.area(name="Newham")


@pytest.fixture
def group(make: Make, area: Area) -> Organisation:
    return make.organisation(area, name="Hope Chapel")


@pytest.fixture
def me(make: Make, area: Area) -> Account:
    return make.adviser(area)


@pytest.fixture
def adviser(me: Account, signed_in: Callable[[Account], Visitor]) -> Visitor:
    return signed_in(me)


def log(visitor: Visitor, group: Organisation, **answers: Any) -> Any:
    address = f"/organisations/{group.id}/activities/new"
    return visitor.submit(address, method="phone", outcome="info_sent", **answers)


def again(visitor: Visitor, page: Any, **answers: str) -> Any:
    """Send the form that the warning stands above."""
    return visitor.post(page.request.path, data={**forms(page.text)[-1][1], **answers})


def test_a_note_that_tells_which_child_is_meant_is_held_up_and_not_lost(
    adviser: Visitor, session: Session, group: Organisation
) -> None:
    page = log(adviser, group, note=NOTE).text
    assert "Nothing is saved yet" in page
    assert "The note seems to hold the name of a child (“son Ahmed”)" in page
    assert NOTE in page
    assert session.scalar(select(func.count(Activity.id))) == 0


def test_it_is_saved_once_the_words_are_taken_out(adviser: Visitor, session: Session, group: Organisation) -> None:
    page = log(adviser, group, note=NOTE)
    assert again(adviser, page, note="A parent told us why one family stays away").status_code == 303
    assert session.scalars(select(AuditEntry.event).where(AuditEntry.event.like("%kept%"))).all() == []


def test_it_is_saved_with_a_reason_and_the_history_has_the_reason_but_not_the_words(
    adviser: Visitor, session: Session, group: Organisation
) -> None:
    assert again(adviser, log(adviser, group, note=NOTE), **ADULT).status_code == 303
    assert session.scalars(select(Activity.note)).one() == NOTE
    entry = session.scalars(select(AuditEntry).filter_by(event="activity.kept_despite_warning")).one()
    because = session.scalars(select(AuditValue.after).filter_by(entry_id=entry.id)).one()
    assert (entry.changes, because) == ({"looked_like": [None, "the name of a child"]}, "It is about an adult")
    history = adviser.get(f"/organisations/{group.id}/history").text
    assert "Contact kept although it may tell which child is meant" in history
    assert "It is about an adult" in history
    assert "Ahmed" not in history


def test_without_a_reason_it_stays_held_up(adviser: Visitor, session: Session, group: Organisation) -> None:
    page = again(adviser, log(adviser, group, note=NOTE)).text
    assert "Select why it is right to keep it, or take it out" in page
    assert session.scalar(select(func.count(Activity.id))) == 0


def test_a_reason_of_ones_own_must_be_said_and_must_not_name_the_child(adviser: Visitor, group: Organisation) -> None:
    page = again(adviser, log(adviser, group, note=NOTE), guard_reason="other")
    assert "Enter the reason" in page.text
    page = again(adviser, page, guard_reason="other", guard_words="Ahmed (9) is at risk")
    assert "The reason must not tell which child is meant either" in page.text
    assert again(adviser, page, guard_reason="other", guard_words="He is the new caretaker").status_code == 303


def test_a_reason_counts_only_for_what_was_warned_of(adviser: Visitor, session: Session, group: Organisation) -> None:
    assert "Nothing is saved yet" in log(adviser, group, note=NOTE, **ADULT).text
    page = again(adviser, log(adviser, group, note=NOTE), **ADULT, met_whom="Maryam (9)")
    assert "Who else was there seems to hold the age of one child" in page.text
    assert session.scalar(select(func.count(Activity.id))) == 0


def test_the_checked_number_of_the_area_is_shown_and_no_other(
    adviser: Visitor, make: Make, area: Area, group: Organisation
) -> None:
    hub: dict[str, Any] = {"category": ContactCategory.CHILD_CONCERN, "phone": "+442079460001", "area_id": area.id}
    unchecked = make.keep(AreaContact(code="A", name="Newham hub", **hub))
    page = log(adviser, group, note=NOTE).text
    assert "tel:999" in page
    assert "Newham hub" not in page
    unchecked.verified_on, unchecked.verified_by = clock.today(), "Ada"
    make.keep(AreaContact(code="B", name="Elsewhere hub", **hub | {"area_id": make.area().id}))
    page = log(adviser, group, note=NOTE).text
    assert "Newham hub" in page
    assert "tel:+442079460001" in page
    assert "Elsewhere hub" not in page


def test_changed_notes_follow_ups_letters_and_reasons_are_looked_at_too(
    adviser: Visitor, make: Make, session: Session, area: Area, me: Account
) -> None:
    group = make.organisation(area, areas=[make.new_link(area, stage=Stage.MET)])
    venue = make.keep(Venue(organisation_id=group.id, precision=Precision.EXACT, address="1 High Street"))
    activity, due = make.activity(group, me), make.follow_up(group, me)
    typed: list[tuple[str, dict[str, Any]]] = [
        (f"/activities/{activity.id}/edit", {"note": NOTE}),
        (f"/follow-ups/{due.id}/edit", {"what": NOTE}),
        (f"/organisations/{group.id}/venues/{venue.id}/letter-returned", {"note": NOTE}),
        (f"/organisations/{group.id}/stage", {"stage": "declined", "reason": NOTE}),
    ]
    for address, answers in typed:
        page = adviser.submit(address, **answers)
        assert "Nothing is saved yet" in page.text, address
        assert again(adviser, page, **ADULT).status_code == 303, address
    kept = select(AuditEntry.organisation_id).where(AuditEntry.event.like("%.kept_despite_warning"))
    assert session.scalars(kept).all() == [group.id] * 4
    assert session.scalar(select(func.count(StageChange.id))) == 1
    assert session.get_one(FollowUp, due.id).what == NOTE


def test_saving_in_spite_of_the_warning_costs_no_statement_more(adviser: Visitor, group: Organisation) -> None:
    given = forms(log(adviser, group, note=NOTE, again="week").text)[-1][1]
    with statements() as said:
        answer = adviser.post(f"/organisations/{group.id}/activities/new", data={**given, **ADULT})
    assert answer.status_code == 303
    assert len([one for one in said if "FOR NO KEY UPDATE" not in one]) <= 12, "\n".join(said)
