"""Home, by what the person does here, and the accessibility statement."""

import datetime as dt

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import can, open_to_all, reach_of, requires, signed_in, signed_in_only
from crm.access.permissions import Permission
from crm.core import clock
from crm.core.paging import cursor_in
from crm.engagement.queries import open_follow_ups, recent_activities
from crm.engagement.visits.queries import check_ins, visits_of
from crm.organisations.queries.checking import MOST_COUNTED
from crm.reporting import queries
from crm.reporting.home_queries import waiting_at_home
from crm.reporting.rules import Policy, is_long_vacant
from crm.reporting.vacancy_queries import vacancies

reporting = Blueprint("reporting", __name__)

MOST_DUE = 10
A_WEEK = dt.timedelta(days=7)
MOST_VACANT = 5


@reporting.get("/")
@signed_in_only
def home() -> ResponseReturnValue:
    if can(Permission.PRIVATE_EDIT):
        return _working_day()
    if can(Permission.COVERAGE):
        return render_template("reporting/home_viewer.html")
    if can(Permission.OWN_STATUS):
        return redirect(url_for("portal.my_group"))
    if can(Permission.ACCOUNTS):
        return redirect(url_for("accounts.index"))
    return render_template("reporting/home_nothing.html")


def _working_day() -> ResponseReturnValue:
    account, today = signed_in(), clock.today()
    follow_ups = open_follow_ups(account.id, None, MOST_DUE)
    # Of the whole region they are worth a page of their own.
    figures = None
    if can(Permission.HAND_OVER):
        areas = reach_of(account, Permission.COVERAGE).areas
        figures = queries.coverage(areas, today).total if areas else None
    waiting = waiting_at_home(account.id, today)
    return render_template(
        "reporting/home.html",
        check_ins=check_ins(account.id, clock.now()),
        visits=visits_of(account.id, today, today + A_WEEK),
        account_id=account.id,
        due=[line for line in follow_ups.rows if line.due_on <= today],
        later=[line for line in follow_ups.rows if line.due_on > today],
        recent=recent_activities(account.id),
        vacancies=vacancies(most=MOST_VACANT).rows,
        is_long_vacant=_is_long_vacant,
        waiting=waiting.requests,
        offered=waiting.offered,
        figures=figures,
        to_check=waiting.to_check,
        most_counted=MOST_COUNTED,
        in_date=Policy.IN_DATE,
        today=today,
    )


@reporting.get("/organisations/without-a-lead")
@requires(Permission.ASSURANCE_VIEW)
def without_a_lead() -> ResponseReturnValue:
    groups = vacancies(cursor_in(request.args, dt.date))
    return render_template("reporting/without_a_lead.html", groups=groups, is_long_vacant=_is_long_vacant)


def _is_long_vacant(ended_on: dt.date) -> bool:
    return is_long_vacant(ended_on, clock.today())


@reporting.get("/accessibility")
@open_to_all
def accessibility() -> ResponseReturnValue:
    return render_template("reporting/accessibility.html")
