import datetime as dt

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import can, insist, requires
from crm.access.permissions import Permission
from crm.accounts.models import Account
from crm.areas.queries import card_for
from crm.areas.rules import OWN_NUMBER_MISSING
from crm.checks import queries as check_queries
from crm.checks.models import DbsCheck
from crm.checks.rules import steps
from crm.core import clock
from crm.organisations.models import Organisation
from crm.organisations.queries import organisation_with_areas
from crm.people.models import RoleClass
from crm.portal import queries, rules
from crm.reporting import group_queries

portal = Blueprint("portal", __name__)


@portal.get("/my-group")
@requires(Permission.OWN_STATUS)
def my_group() -> ResponseReturnValue:
    groups = queries.own_groups()
    asked = request.args.get("group", type=int) or (groups[0].id if len(groups) == 1 else None)
    if asked is None:
        return render_template("portal/choose.html", groups=groups)
    if asked not in {group.id for group in groups}:
        abort(404)
    return _status(organisation_with_areas(asked), has_others=len(groups) > 1)


def _status(organisation: Organisation, *, has_others: bool) -> ResponseReturnValue:
    insist(Permission.OWN_STATUS, organisation)
    today = clock.today()
    facts = group_queries.known_today(organisation.id).facts
    told = rules.lines(facts, group_queries.roles_in_date(organisation.id), today)
    may_see_all = can(Permission.OWN_ASSURANCE, organisation)
    roles = _roles(organisation.id, today) if may_see_all else []
    return render_template(
        "portal/my_group.html",
        organisation=organisation,
        has_others=has_others,
        lines=told,
        policy_href=url_for("portal.policy", organisation_id=organisation.id) if may_see_all else None,
        next_steps=rules.next_steps(told),
        roles=roles,
        lead=next((line.role for line in roles if line.role.role_class is RoleClass.DESIGNATED_LEAD), None),
        adviser=_adviser(organisation),
        card=card_for(organisation.lead_area_id),
        own_number_missing=OWN_NUMBER_MISSING,
        today=today,
    )


def _roles(organisation_id: int, today: dt.date) -> list[steps.Line]:
    """Each open role with the check that counts."""
    by_role: dict[int, list[DbsCheck]] = {}
    for check in check_queries.checks_of(organisation_id):
        by_role.setdefault(check.role_id, []).append(check)
    held = [role for role in check_queries.roles_of(organisation_id) if role.ended_on is None]
    return [steps.line(role, by_role.get(role.id, ()), today) for role in held]


def _adviser(organisation: Organisation) -> Account | None:
    """The one of the area that leads."""
    links = [link for link in organisation.areas if link.area_id == organisation.lead_area_id]
    return links[0].adviser if links else None
