"""The tabs of a group's page: one a subject, each served by the subject's own feature."""

from dataclasses import dataclass

from flask import current_app, request, url_for

from crm.access.guard import can
from crm.organisations.kinds import HAS_MEMBERS
from crm.organisations.models import Organisation

MEMBERS = "engagement.members"
TABS = (
    ("Overview", "organisations.show"),
    ("Details", "organisations.details"),
    ("People", "people.index"),
    ("Members", MEMBERS),
    ("Contact", "engagement.timeline"),
    ("Policies", "policies.index"),
    ("Standards", "assessments.index"),
    ("Checks", "checks.index"),
    ("Training", "training.of_organisation"),
    ("History", "history.index"),
)


@dataclass(frozen=True)
class Tab:
    text: str
    href: str
    current: bool


def tabs_of(organisation: Organisation) -> list[Tab]:
    """Those that are built and that this person may open for this group: each page's own permission decides."""
    views = current_app.view_functions
    has_members = organisation.kind in HAS_MEMBERS or request.endpoint == MEMBERS
    tabs = [(text, endpoint) for text, endpoint in TABS if endpoint != MEMBERS or has_members]
    built = [(text, endpoint) for text, endpoint in tabs if endpoint in views]
    return [
        Tab(text, url_for(endpoint, organisation_id=organisation.id), request.endpoint == endpoint)
        for text, endpoint in built
        if can(getattr(views[endpoint], "permission"), organisation)  # noqa: B009 (the guard hangs it on the view)
    ]
