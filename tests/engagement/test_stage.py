"""Where a group stands, why, and the stages that are set by hand."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import clock
from crm.engagement.models import FollowUp, StageChange
from crm.organisations.kinds import Stage
from crm.organisations.models import Organisation
from tests.engagement.steps import log, stage_of
from tests.factories import Make
from tests.support.web import Visitor


def test_the_stage_says_why_it_is_so(
    adviser: Visitor, make: Make, session: Session, group: Organisation, me: Account
) -> None:
    visit = make.activity(group, me)
    own = {"organisation_id": group.id, "area_id": group.lead_area_id, "on": clock.today()}
    make.keep(StageChange(**own, from_stage=Stage.IDENTIFIED, to_stage=Stage.MET, activity_id=visit.id))
    page = f"/organisations/{group.id}/contact"
    assert f'Why: <a class="govuk-link" href="/activities/{visit.id}"' in " ".join(adviser.get(page).text.split())
    make.keep(StageChange(**own, from_stage=Stage.MET, to_stage=Stage.DECLINED, reason="They are tired of us"))
    assert "Why: <bdi>They are tired of us</bdi>" in adviser.get(page).text


def test_a_group_that_says_no_is_asked_again_in_six_months(
    adviser: Visitor, make: Make, session: Session, newham: Area
) -> None:
    group = make.organisation(newham, areas=[make.new_link(newham, stage=Stage.MET)])
    answer = adviser.submit(f"/organisations/{group.id}/stage", stage="declined", reason="Too busy until the summer")
    assert answer.status_code == 303
    assert stage_of(session, group) is Stage.DECLINED
    assert "Too busy until the summer" in adviser.get(answer.location).text
    assert session.scalars(select(FollowUp.due_on)).one() > clock.today() + dt.timedelta(days=180)


def test_a_group_is_not_given_up_after_one_try(adviser: Visitor, session: Session, group: Organisation) -> None:
    log(adviser, group, method="phone", outcome="no_reply")
    page = adviser.submit(f"/organisations/{group.id}/stage", stage="not_found", reason="Cannot find them")
    assert "we still need 3 attempts (so far 1)" in page.text
    assert stage_of(session, group) is Stage.IDENTIFIED
