"""The Overview tab: how a group stands, in a line for each subject, as far as the person may know it."""

import datetime as dt
from dataclasses import dataclass

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import can, insist, reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.core import clock
from crm.engagement.queries import Due, open_follow_ups_with
from crm.organisations.kinds import ENGAGED, ShownStage
from crm.organisations.models import Organisation, OrganisationArea
from crm.organisations.queries import organisation_with_areas
from crm.organisations.queries.belonging import instead_of_a_place
from crm.organisations.queries.details import VenueLine, meeting_times_of, venues_of
from crm.organisations.views import organisations
from crm.people.queries import name_of_lead
from crm.reporting import group_queries, rules, status
from crm.reporting.group_queries import Known
from crm.reporting.rules import AreaFacts, Facts


@dataclass(frozen=True)
class Action:
    text: str
    href: str


@dataclass(frozen=True)
class InArea:
    """The group in one area; for the areas of others, only that it is engaged, since when, and by whom."""

    link: OrganisationArea
    stage: ShownStage
    last_contact_on: dt.date | None
    is_own: bool

    @property
    def is_engaged(self) -> bool:
        return self.stage in ENGAGED


ACTIONS = (
    ("Log a visit or call", "engagement.new", Permission.PRIVATE_EDIT),
    ("Plan a visit", "engagement.plan_visit", Permission.PRIVATE_EDIT),
    ("Record a policy", "policies.new", Permission.ASSURANCE_EDIT),
    ("Add a person", "people.new", Permission.ASSURANCE_EDIT),
)


@organisations.get("/organisations/<int:organisation_id>")
@requires(Permission.CORE_VIEW)
def show(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.CORE_VIEW, organisation)
    today = clock.today()
    known = group_queries.known_today(organisation_id)
    in_areas = _in_areas(organisation, known, today)
    venues = [venue for venue in _venues(organisation) if venue.ended_on is None or venue.ended_on > today]
    return render_template(
        "reporting/overview.html",
        organisation=organisation,
        lines=_lines(organisation, known.facts, today),
        in_areas=in_areas,
        venues=venues,
        instead=[] if venues else instead_of_a_place(organisation_id),
        meeting_times=meeting_times_of(organisation_id),
        follow_ups=_follow_ups(organisation),
        may_see_contact=any(part.is_own for part in in_areas),
        actions=_actions(organisation),
        today=today,
    )


def _venues(organisation: Organisation) -> list[VenueLine]:
    """A home is shown to those alone who see people in its area, which viewers do not."""
    return venues_of(organisation, reach_of(signed_in(), Permission.ASSURANCE_VIEW))


def _lines(organisation: Organisation, facts: Facts, today: dt.date) -> list[status.Line]:
    """The policy for whoever sees the group; the rest for those who may see its people."""
    lines = [status.policy(facts, today)] if can(Permission.POLICY_LINE, organisation) else []
    if can(Permission.ASSURANCE_VIEW, organisation):
        lines.append(status.lead(facts, name_of_lead(organisation.id) if facts.leads_open else None))
        lines.append(status.checks(facts, group_queries.roles_in_date(organisation.id), today))
        lines.append(status.training(facts, today))
    return lines


def _in_areas(organisation: Organisation, known: Known, today: dt.date) -> list[InArea]:
    """Own areas first. Viewers read no stage, and so see only which areas they are."""
    reach = reach_of(signed_in(), Permission.PRIVATE_VIEW)
    parts = []
    for link in organisation.areas:
        if link.ended_on is not None and link.ended_on <= today:
            continue
        area = known.in_areas.get(link.area_id, AreaFacts(link.stage))
        is_own = reach.everywhere or link.area_id in reach.areas
        parts.append(InArea(link, rules.shown_stage(area, known.facts, today), area.last_contact_on, is_own))
    return sorted(parts, key=lambda part: not part.is_own)


def _follow_ups(organisation: Organisation) -> list[Due]:
    return open_follow_ups_with(organisation.id) if can(Permission.PRIVATE_VIEW, organisation) else []


def _actions(organisation: Organisation) -> list[Action]:
    built = current_app.view_functions
    return [
        Action(text, url_for(endpoint, organisation_id=organisation.id))
        for text, endpoint, permission in ACTIONS
        if endpoint in built and can(permission, organisation)
    ]
