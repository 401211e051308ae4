"""Whatever somebody holds has a keeper before their account is closed."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import clock
from crm.engagement.visits.models import VisitCompanion
from crm.handover.models import Handover
from crm.organisations.models import Organisation
from crm.reporting.doctor import findings
from tests.factories import Make
from tests.handover.steps import link_of, offer_all, owners
from tests.support.web import SignIn, Visitor


def test_closing_an_account_asks_who_looks_after_what_is_left(
    make: Make,
    session: Session,
    signed_in: SignIn,
    newham: Area,
    leaver: Account,
    successor: Account,
    group: Organisation,
) -> None:
    make.follow_up(group, leaver, what="A private promise")
    admin = signed_in(make.administrator())
    page = admin.get(f"/accounts/{leaver.id}/switch-off").text
    assert "Newham: 1 group" in page
    assert "private promise" not in page
    assert "Hope Chapel" not in page
    assert "Select who looks after it" in admin.submit(f"/accounts/{leaver.id}/switch-off").text
    admin.submit(f"/accounts/{leaver.id}/switch-off", keeper=str(successor.id))
    assert not leaver.active
    assert link_of(session, group).adviser_id == successor.id
    assert owners(session) == {successor.id}
    assert [line for line in findings() if "still assigned" in line] == []


def test_whoever_looks_after_the_rest_looks_out_for_whom_a_closed_account_did(
    make: Make, session: Session, signed_in: SignIn, newham: Area, leaver: Account, successor: Account,
    group: Organisation,
) -> None:  # fmt: skip
    """Not for themselves; and whoever left goes along no more."""
    until = {"back_by_at": clock.now() + dt.timedelta(hours=1), "watcher_id": leaver.id}
    another, own = make.visit(group, make.adviser(newham), **until), make.visit(group, successor, **until)
    over = make.visit(group, successor, told_at=clock.now(), **until)
    along = make.visit(group, successor)
    make.keep(VisitCompanion(visit_id=along.id, area_id=newham.id, account_id=leaver.id))
    admin = signed_in(make.administrator())
    admin.submit(f"/accounts/{leaver.id}/switch-off", keeper=str(successor.id))
    assert not leaver.active
    assert [one.watcher_id for one in (another, own, over)] == [successor.id, leaver.id, leaver.id]
    assert session.scalars(select(VisitCompanion)).all() == []


def test_an_account_that_nobody_can_stand_in_for_stays_open(
    make: Make, signed_in: SignIn, leaver: Account, group: Organisation
) -> None:
    admin = signed_in(make.administrator())
    assert "Nobody else works in all of these areas" in admin.get(f"/accounts/{leaver.id}/switch-off").text
    admin.submit(f"/accounts/{leaver.id}/switch-off")
    assert leaver.active


def test_offers_from_and_to_a_closed_account_are_gone(
    make: Make, session: Session, coordinator: Visitor, signed_in: SignIn, leaver: Account, successor: Account,
    group: Organisation,
) -> None:  # fmt: skip
    offer_all(coordinator, leaver, successor)
    signed_in(make.administrator()).submit(f"/accounts/{successor.id}/switch-off")
    assert not successor.active
    assert session.scalars(select(Handover)).all() == []


def test_doctor_tells_what_is_left_with_a_closed_account(
    make: Make, session: Session, leaver: Account, group: Organisation
) -> None:
    assert not [line for line in findings() if "still assigned" in line]
    leaver.active = False
    session.flush()
    [line] = [line for line in findings() if "still assigned" in line]
    assert f"Account {leaver.id} is closed" in line
