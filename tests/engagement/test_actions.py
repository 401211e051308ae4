import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.audit.models import AuditEntry, AuditValue
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.engagement import actions, queries
from crm.engagement.actions import Happening, Next, Promise, Recorded
from crm.engagement.models import FollowUp, Method, Offer, OfferMade, Outcome, StageChange
from crm.organisations.kinds import Stage
from crm.organisations.models import Organisation, OrganisationArea
from tests.factories import Make
from tests.support.statements import statements, writes


def record(
    group: Organisation, outcome: Outcome, method: Method = Method.VISIT_OWN_VENUE, *, by: Account, **said: Any
) -> Recorded:
    then = said.pop("then", None)
    happening = Happening(method, outcome, said.pop("on", clock.today()), **said)
    return actions.record_activity(queries.footings(group.id)[0], happening, by, then)


def test_every_step_has_a_row_that_cites_the_activity(make: Make, session: Session) -> None:
    group = make.organisation()
    made = record(group, Outcome.MET, by=make.account())
    session.flush()
    rows = session.scalars(select(StageChange).order_by(StageChange.id)).all()
    assert [row.to_stage for row in rows] == [Stage.CONTACT_MADE, Stage.MET]
    assert {row.activity_id for row in rows} == {made.activity.id}
    link = session.execute(select(OrganisationArea.stage, OrganisationArea.stage_on)).one()
    assert link == (Stage.MET, clock.today())


def test_the_stage_of_an_area_is_where_its_last_change_went(make: Make, session: Session) -> None:
    group, me = make.organisation(), make.account()
    for outcome in (Outcome.MEETING_AGREED, Outcome.GROUP_NO_SHOW, Outcome.MET, Outcome.REFUSED, Outcome.NO_REPLY):
        record(group, outcome, by=me, then=Next(meeting_on=clock.today()))
        session.flush()
        last = session.scalars(select(StageChange.to_stage).order_by(StageChange.id.desc()).limit(1)).one()
        assert session.scalars(select(OrganisationArea.stage)).one() is last


def test_an_offer_accepted_before_and_a_contact_named_now_engage_a_group(make: Make, session: Session) -> None:
    group, me = make.organisation(), make.account()
    record(group, Outcome.INFO_SENT, Method.PHONE, by=me, offers_accepted=[Offer.FREE_TRAINING])
    record(group, Outcome.MET, by=me, then=Next(contact="Joseph Mensah"))
    assert session.scalars(select(OrganisationArea.stage)).one() is Stage.ENGAGED


def test_an_offer_is_either_taken_up_or_only_made(make: Make, session: Session) -> None:
    offers: dict[str, Any] = {
        "offers_accepted": [Offer.TRANSLATION],
        "offers_made": [Offer.TRANSLATION, Offer.JOINT_BID],
    }
    record(make.organisation(), Outcome.MET, by=make.account(), **offers)
    session.flush()
    rows = session.execute(select(OfferMade.offer, OfferMade.accepted)).all()
    assert {tuple(row) for row in rows} == {(Offer.TRANSLATION, True), (Offer.JOINT_BID, False)}


def test_a_date_of_ones_own_stands_in_place_of_the_usual_one(make: Make, session: Session) -> None:
    me, due_on = make.account(), clock.today() + dt.timedelta(days=2)
    promise = Promise("Ring the caretaker", due_on, me.id)
    record(make.organisation(), Outcome.GROUP_NO_SHOW, by=me, then=Next(promises=[promise]))
    session.flush()
    assert session.execute(select(FollowUp.what, FollowUp.due_on)).one() == ("Ring the caretaker", due_on)


def test_a_follow_up_is_not_due_before_the_contact(make: Make, session: Session) -> None:
    me, yesterday = make.account(), clock.today() - dt.timedelta(days=1)
    with pytest.raises(RuleBroken) as broken:
        record(make.organisation(), Outcome.MET, by=me, then=Next(promises=[Promise("Ring", yesterday, me.id)]))
    assert broken.value.field == "follow_up_on"


def test_ten_topics_are_written_in_as_many_statements_as_one(make: Make, session: Session) -> None:
    def cost(offers: list[Offer]) -> int:
        with statements() as said:
            record(make.organisation(), Outcome.MET, by=me, offers_accepted=offers)
            session.flush()
        return len(writes([one for one in said if "offer_made" in one]))

    me = make.account()
    assert cost(list(Offer)[:10]) == cost(list(Offer)[:1]) == 1


def test_the_history_keeps_a_note_apart(make: Make, session: Session) -> None:
    made = record(make.organisation(), Outcome.MET, by=make.account(), note="Tea with the committee")
    session.commit()
    entry = session.scalars(select(AuditEntry).filter_by(event="activity.recorded")).one()
    assert (entry.area_id, "note" in entry.changes) == (made.activity.area_id, False)
    note = select(AuditValue.after).filter_by(entry_id=entry.id, column_name="note")
    assert session.scalars(note).one() == "Tea with the committee"


def test_a_stage_by_hand_keeps_its_reason(make: Make, session: Session) -> None:
    area = make.area()
    group = make.organisation(area, areas=[make.new_link(area, stage=Stage.NOT_FOUND)])
    actions.change_stage(queries.footings(group.id)[0], Stage.IDENTIFIED, "A new address", make.account())
    session.flush()
    row = session.scalars(select(StageChange)).one()
    assert (row.to_stage, row.reason, row.activity_id) == (Stage.IDENTIFIED, "A new address", None)


def test_a_shared_activity_is_shared_once(make: Make, session: Session) -> None:
    barnet, me = make.area(name="Barnet"), make.account()
    activity = make.activity(make.organisation(make.area(), barnet), me)
    for _ in range(2):
        actions.share(activity, barnet.id, me)
        session.flush()
    assert queries.shared_with(activity.id) == [(barnet.id, "Barnet")]


def test_done_twice_is_done_once(make: Make, session: Session) -> None:
    me = make.account()
    due = make.follow_up(make.organisation(), me)
    for _ in range(2):
        actions.mark_done(due, me)
    session.commit()
    events = select(func.count(AuditEntry.id)).where(AuditEntry.event == "follow_up.done")
    assert session.scalar(events) == 1


def test_the_database_refuses_a_note_that_is_too_long(make: Make) -> None:
    with pytest.raises(IntegrityError):
        make.activity(make.organisation(), make.account(), note="x" * 2001)


def test_the_database_refuses_a_change_that_moves_nothing(make: Make) -> None:
    group = make.organisation()
    stages = {"from_stage": Stage.MET, "to_stage": Stage.MET, "on": clock.today()}
    with pytest.raises(IntegrityError):
        make.keep(StageChange(organisation_id=group.id, area_id=group.lead_area_id, **stages))
