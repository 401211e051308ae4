import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from crm.access.guard import can, reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.accounts.queries import colleagues
from crm.core import clock
from crm.engagement.queries import Due, open_follow_ups_until
from crm.engagement.requests.queries import unanswered
from crm.engagement.requests.rules import late_before
from crm.engagement.visits.queries import Visit, check_ins, visits_until
from crm.organisations.queries.groups import areas_within
from crm.policies.reviews.queries import waiting as policies_waiting
from crm.reporting.views import reporting
from crm.reporting.week import rules
from crm.reporting.week.queries import gone_quiet

MOST_WAITING = 5
MOST_OVERDUE = 20


@dataclass(frozen=True)
class Day:
    on: dt.date
    visits: Sequence[Visit]
    follow_ups: Sequence[Due]


@reporting.get("/week")
@requires(Permission.PRIVATE_VIEW)
def week() -> ResponseReturnValue:
    today, me = clock.today(), signed_in()
    team = _team()
    whose = request.args.get("whose", default=me.id, type=int)
    if whose != me.id and whose not in dict(team):
        abort(404)
    monday = rules.monday_said(request.args.get("start"), today)
    last = monday + dt.timedelta(days=rules.DAYS - 1)
    visits, follow_ups = visits_until(whose, monday, last), open_follow_ups_until(whose, last)
    # What lies between today and a week to come stands in the weeks between.
    before = min(monday, today)
    overdue = [one for one in follow_ups if one.due_on < before]
    days = [monday + dt.timedelta(days=number) for number in range(rules.DAYS)]
    return render_template(
        "week/index.html",
        days=[
            Day(day, [one for one in visits if one.planned_on == day], [one for one in follow_ups if one.due_on == day])
            for day in days
        ],
        not_logged=[one for one in visits if one.is_open and one.planned_on < before],
        overdue=overdue[:MOST_OVERDUE],
        more_overdue=max(0, len(overdue) - MOST_OVERDUE),
        to_read=policies_waiting(whose, None, MOST_WAITING),
        waiting=unanswered(whose, None, MOST_WAITING),
        late_before=late_before(today),
        quiet=gone_quiet(whose, today, reach_of(me, Permission.PRIVATE_VIEW)),
        check_ins=check_ins(me.id, clock.now()) if whose == me.id else [],
        team=team,
        whose=whose,
        name=None if whose == me.id else dict(team)[whose],
        today=today,
        monday=monday,
        last=last,
        is_this_week=monday <= today <= last,
        step=dt.timedelta(days=rules.DAYS),
    )


def _team() -> list[tuple[int, str]]:
    """Whose weeks a coordinator may look at; of each, what is in the coordinator's own areas."""
    if not can(Permission.PLANNING):
        return []
    areas = areas_within(reach_of(signed_in(), Permission.PLANNING))
    return [(key, name) for key, name in colleagues([area.id for area in areas]) if key != signed_in().id]
