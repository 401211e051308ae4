from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import can, insist, requires
from crm.access.permissions import Permission
from crm.accounts.models import Account
from crm.areas.queries import card_for
from crm.areas.rules import OWN_NUMBER_MISSING
from crm.checks.views import lines_of
from crm.core import clock
from crm.organisations.models import Organisation
from crm.organisations.queries import organisation_with_areas
from crm.people.models import RoleClass
from crm.portal import queries, rules
from crm.reporting import group_queries

portal = Blueprint("portal", __name__)


def own_group(organisation_id: int) -> Organisation:
    """For what only its safeguarding lead sees and does."""
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.OWN_ASSURANCE, organisation)
    return organisation


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
    lines = lines_of(organisation.id) if may_see_all else []
    roles = [line for line in lines if line.role.ended_on is None]
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


def _adviser(organisation: Organisation) -> Account | None:
    """The one of the area that leads."""
    links = [link for link in organisation.areas if link.area_id == organisation.lead_area_id]
    return links[0].adviser if links else None
