"""Two days on which people of several groups apply for their checks together: one past, one to come."""

import datetime as dt
from itertools import groupby

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from crm.accounts.models import Account
from crm.checks.batches import actions
from crm.checks.batches.models import Appointment, Result
from crm.checks.batches.rules import Answer, Plan
from crm.checks.models import DbsCheck, SentBackFor
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.people.models import Role, RoleClass
from seed.demo.teller import Teller
from seed.sign_ins import NEWHAM

COUNCIL = "Newham Council’s safeguarding team"
RESULTS = (Answer(Result.APPLIED), Answer(Result.SENT_BACK, SentBackFor.ADDRESSES), Answer(Result.DID_NOT_COME))


def tell(t: Teller) -> None:
    actor, area_id = t.advisers[NEWHAM], t.areas[NEWHAM].id
    past, ahead = t.diary.day(25), t.diary.today + dt.timedelta(days=14)

    def then() -> None:
        plan = Plan(past, "East Ham Library, the meeting room", COUNCIL, 12, dt.time(18), 15)
        made = _with_people(area_id, plan, 3, actor)
        batch = made[0].batch
        actions.record_day(batch, {one.id: answer for one, answer in zip(made, RESULTS, strict=False)}, True, actor)

    def now() -> None:
        plan = Plan(ahead, "Stratford, in the community hall", COUNCIL, 16, dt.time(10, 30), 15)
        _with_people(area_id, plan, 4, actor)

    t.diary.note(past, actor.id, then)
    t.diary.note(t.diary.day(1), actor.id, now)


def _with_people(area_id: int, plan: Plan, most: int, actor: Account) -> list[Appointment]:
    batch, made = actions.plan_batch(area_id, plan, actor), []
    for _, of_group in groupby(_teachers_without(area_id, most), key=lambda role: role.organisation_id):
        made += actions.give_places(batch, list(of_group), actor)
    return made


def _teachers_without(area_id: int, most: int) -> list[Role]:
    """Teachers for whom no check is recorded."""
    has_one = exists().where(DbsCheck.role_id == Role.id)
    wanted = select(Role).join(Role.organisation).options(joinedload(Role.person))
    here = wanted.where(Organisation.lead_area_id == area_id, Role.role_class == RoleClass.TEACHER)
    open_ones = here.where(Role.ended_on.is_(None), ~has_one).order_by(Role.organisation_id, Role.id)
    return list(db.session.scalars(open_ones.limit(most)))
