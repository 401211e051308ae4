"""What must always be true of the whole database, and where it is not. It reads every area, and changes nothing."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import exists, func, or_, select

from crm.access.scope import every_area
from crm.areas.models import Ward
from crm.audit.models import AuditValue
from crm.audit.record import NEVER
from crm.checks.models import DbsCheck
from crm.core import clock
from crm.core.search import names_holding
from crm.core.text import fold
from crm.engagement.models import Activity, ActivityOrganisation, StageChange
from crm.extensions import db
from crm.handover.queries import still_assigned
from crm.jobs.kinds import label
from crm.jobs.queries import late as late_jobs
from crm.jobs.queries import worker_seen_at
from crm.organisations.kinds import Stage
from crm.organisations.matching import keeping
from crm.organisations.models import Organisation, OrganisationArea, Venue
from crm.organisations.queries.wards import misplaced
from crm.organisations.rules import search_address
from crm.people.models import Person, Role, RoleClass
from crm.policies.models import PolicyVersion, VersionState
from crm.reporting.standing import differences
from crm.sweeps.models import Sweep

SAMPLE = 100


def findings() -> list[str]:
    """A line for each thing that is wrong; none when all is well."""
    with every_area("doctor looks at everything"):
        found = [words.format(*row) for words, wanted in _questions() for row in db.session.execute(wanted())]
        names = [*_names(), *_addresses(), *_search()]
        return [*found, *names, *_jobs(), *differences(), *keeping.differences(), *_wards()]


def _jobs() -> list[str]:
    """Work that waits for longer than any worker lets it: most likely none runs."""
    late = [f"Job {row.id} ({label(row.name)}) waits since {row.due_at:%Y-%m-%d %H:%M} UTC" for row in late_jobs()]
    if not late:
        return []
    seen_at = worker_seen_at()
    seen = f"none was seen since {seen_at:%Y-%m-%d %H:%M} UTC" if seen_at else "none was ever seen"
    return [*late, f"Work waits for a worker, and {seen}: start one with `flask --app app worker`"]


def _questions() -> list[tuple[str, Callable[[], Any]]]:
    return [
        ("Group {0} has a lead area that it has left", _lead_area_left),
        ("Group {0} in area {1}: its stage is {2}, but its last change says otherwise", _stage_without_change),
        ("Policy {0} has {1} adopted versions", _adopted_twice),
        ("Group {0} has {1} open safeguarding leads", _led_twice),
        ("Check {0} has a certificate number that is not one", _not_a_number),
        ("History value {0} holds what must never be kept: {1}", _kept_secret),
        ("Activity {0} is with no group", _activity_with_nobody),
        ("Activity {0} differs from its line with group {1} in its day or area", _activity_differs),
        ("Person {0} has never had a role", _person_without_role),
        ("Sweep {0} is of a ward of another area", _swept_elsewhere),
        ("Account {0} is closed, and {2} of the groups of area {1} are still assigned to it", still_assigned),
    ]


def _lead_area_left() -> Any:
    lead = OrganisationArea.area_id == Organisation.lead_area_id
    link = select(Organisation.id).join(OrganisationArea, OrganisationArea.organisation_id == Organisation.id)
    return link.where(lead, Organisation.closed_on.is_(None), OrganisationArea.ended_on <= clock.today())


def _stage_without_change() -> Any:
    link = OrganisationArea
    latest = (
        select(StageChange.to_stage)
        .where(StageChange.organisation_id == link.organisation_id, StageChange.area_id == link.area_id)
        .order_by(StageChange.on.desc(), StageChange.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    wanted = select(link.organisation_id, link.area_id, link.stage)
    return wanted.where(link.stage != func.coalesce(latest, Stage.IDENTIFIED.value))


def _adopted_twice() -> Any:
    adopted = select(PolicyVersion.policy_id, func.count()).where(PolicyVersion.state == VersionState.ADOPTED)
    return adopted.group_by(PolicyVersion.policy_id).having(func.count() > 1)


def _led_twice() -> Any:
    is_open_lead = (Role.role_class == RoleClass.DESIGNATED_LEAD, Role.ended_on.is_(None))
    leads = select(Role.organisation_id, func.count()).where(*is_open_lead)
    return leads.group_by(Role.organisation_id).having(func.count() > 1)


def _not_a_number() -> Any:
    """Twelve digits and nothing else: no room for words about what a certificate says."""
    digits = func.ltrim(DbsCheck.certificate_number, "0123456789")
    return select(DbsCheck.id).where(digits != "")


def _kept_secret() -> Any:
    wanted = select(AuditValue.entry_id, AuditValue.column_name)
    return wanted.where(AuditValue.column_name.in_(NEVER))


def _activity_with_nobody() -> Any:
    return select(Activity.id).where(~exists().where(ActivityOrganisation.activity_id == Activity.id))


def _activity_differs() -> Any:
    line = ActivityOrganisation
    both = select(Activity.id, line.organisation_id).join(line, line.activity_id == Activity.id)
    return both.where(or_(line.happened_on != Activity.happened_on, line.area_id != Activity.area_id))


def _person_without_role() -> Any:
    return select(Person.id).where(~exists().where(Role.person_id == Person.id))


def _swept_elsewhere() -> Any:
    return select(Sweep.id).join(Ward, Ward.id == Sweep.ward_id).where(Ward.area_id != Sweep.area_id)


def _names() -> Iterator[str]:
    """What is sorted by and searched in follows from the name."""
    wanted = select(Organisation.id, Organisation.name, Organisation.sort_name, Organisation.search_names)
    for key, name, sort_name, search_names in db.session.execute(wanted):
        folded = fold(name)
        if sort_name != folded or folded not in search_names:
            yield f"Group {key} is sorted or searched by another name than its own"


def _wards() -> list[str]:
    return [f"Place {key} is not kept with the ward it lies in" for key in sorted(misplaced())]


def _addresses() -> Iterator[str]:
    for key, address, postcode, kept in db.session.execute(
        select(Venue.id, Venue.address, Venue.postcode, Venue.search_address)
    ):
        if kept != search_address(address, postcode):
            yield f"Place {key} is searched by another address than its own"


def _search() -> Iterator[str]:
    """The newest groups can be found by their names."""
    newest = select(Organisation.id, Organisation.name).order_by(Organisation.id.desc()).limit(SAMPLE)
    for key, name in db.session.execute(newest).all():
        found = names_holding(name, Organisation.id, Organisation.sort_name, Organisation.search_names)
        if fold(name) and not db.session.scalar(select(exists().where(Organisation.id == key, found))):
            yield f"Group {key} is not found by its name"
