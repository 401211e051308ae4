"""Every feature's part in the application: a list, not logic."""

from collections.abc import Callable

from click import Command
from flask import Blueprint

import crm.access.models
import crm.accounts.models
import crm.areas.models
import crm.audit.models
import crm.checks.batches.models
import crm.checks.batches.views
import crm.checks.models
import crm.documents.models
import crm.documents.nightly
import crm.engagement.attachments.models
import crm.engagement.emails.models
import crm.engagement.emails.nightly
import crm.engagement.given.models
import crm.engagement.models
import crm.engagement.priorities.models
import crm.engagement.requests.models
import crm.engagement.resting.models
import crm.engagement.visits.jobs
import crm.engagement.visits.models
import crm.handover.models
import crm.jobs.models
import crm.jobs.nights
import crm.merging.models
import crm.merging.people_views
import crm.merging.views
import crm.organisations.bulk.views
import crm.organisations.importing.views
import crm.organisations.matching.commands
import crm.organisations.matching.models
import crm.organisations.matching.nightly
import crm.organisations.matching.views
import crm.organisations.models
import crm.organisations.nightly
import crm.organisations.saved_lists.models
import crm.organisations.saved_lists.views
import crm.people.cards
import crm.people.introductions.models
import crm.people.introductions.views
import crm.people.matching.models
import crm.people.matching.nightly
import crm.people.matching.views
import crm.people.models
import crm.policies.files.models
import crm.policies.files.views
import crm.policies.models
import crm.policies.reviews.models
import crm.policies.reviews.views
import crm.portal.booking.views
import crm.portal.policies
import crm.portal.standards
import crm.reporting.calendar.models
import crm.reporting.calendar.views
import crm.reporting.coverage
import crm.reporting.digest.jobs
import crm.reporting.digest.models
import crm.reporting.digest.views
import crm.reporting.exporting.directory
import crm.reporting.exporting.paper
import crm.reporting.exporting.views
import crm.reporting.map_paper
import crm.reporting.map_views
import crm.reporting.models
import crm.reporting.next_visits.models
import crm.reporting.next_visits.views
import crm.reporting.nightly
import crm.reporting.overview
import crm.reporting.shaded_views
import crm.reporting.trips.views
import crm.reporting.ward_views
import crm.reporting.week.views
import crm.resources.models
import crm.retention.models
import crm.retention.nightly
import crm.standards.models
import crm.sweeps.models
import crm.training.models  # noqa: F401 (every table is known before the first query)
from crm.access.commands import users
from crm.access.views import accounts
from crm.audit.reach import init_app as audit_scope
from crm.audit.views import history
from crm.checks.batches.reach import init_app as batch_scope
from crm.checks.views import checks
from crm.contacts.views import contacts
from crm.engagement.emails.commands import emails
from crm.engagement.reach import init_app as engagement_scope
from crm.engagement.views import engagement
from crm.handover.views import handover
from crm.jobs.commands import worker
from crm.jobs.views import jobs
from crm.merging.reach import init_app as merge_scope
from crm.offline.views import offline
from crm.organisations.commands import organisations as organisation_commands
from crm.organisations.matching.keeping import init_app as keep_match_keys
from crm.organisations.reach import init_app as organisation_scope
from crm.organisations.views import organisations
from crm.people.matching.commands import people as people_commands
from crm.people.reach import init_app as people_scope
from crm.people.views import people
from crm.policies.views import policies
from crm.portal.views import portal
from crm.reporting.commands import coverage as coverage_command
from crm.reporting.commands import doctor, standing
from crm.reporting.stages import init_app as shown_stage
from crm.reporting.standing import init_app as keep_standing
from crm.reporting.views import reporting
from crm.resources.reach import init_app as resource_scope
from crm.resources.views import resources
from crm.retention.views import retention
from crm.standards.views import assessments, standards
from crm.sweeps.reach import init_app as sweep_scope
from crm.sweeps.views import sweeps
from crm.training.views import training
from seed.commands import seed

BLUEPRINTS: list[Blueprint] = [
    accounts,
    organisations,
    people,
    engagement,
    policies,
    checks,
    standards,
    assessments,
    training,
    contacts,
    resources,
    sweeps,
    history,
    handover,
    jobs,
    retention,
    reporting,
    offline,
    portal,
]
COMMANDS: list[Command] = [
    users,
    organisation_commands,
    people_commands,
    emails,
    coverage_command,
    doctor,
    standing,
    seed,
    worker,
]
SCOPES: list[Callable[[], None]] = [
    organisation_scope,
    audit_scope,
    people_scope,
    merge_scope,
    resource_scope,
    sweep_scope,
    batch_scope,
    engagement_scope,
    keep_match_keys,
    keep_standing,
    shown_stage,
]
