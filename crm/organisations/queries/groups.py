"""One group with what its pages need, and what its forms offer."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.access.scope import Reach
from crm.areas.models import Area
from crm.areas.queries import AreaName, area_names
from crm.core.text import fold
from crm.extensions import db
from crm.organisations.kinds import Faith
from crm.organisations.models import Community, Language, Organisation, OrganisationArea, Tradition

Choices = list[tuple[int, str]]


def organisation_with_areas(organisation_id: int) -> Organisation:
    """What every tab of a group's page needs, in one statement: the group, its areas and their advisers."""
    links = joinedload(Organisation.areas)
    wanted = (
        select(Organisation)
        .where(Organisation.id == organisation_id)
        .options(
            joinedload(Organisation.lead_area),
            joinedload(Organisation.tradition),
            links.joinedload(OrganisationArea.area),
            links.joinedload(OrganisationArea.adviser),
        )
    )
    return db.session.scalars(wanted).unique().one()


def areas_within(reach: Reach) -> list[AreaName]:
    """Those in which a permission is held, by name."""
    return area_names(None if reach.everywhere else reach.areas)


def tradition(tradition_id: int) -> Tradition:
    return db.session.scalars(select(Tradition).where(Tradition.id == tradition_id)).one()


def tradition_choices() -> Choices:
    """Each after its faith, so that a long list can be read."""
    found = db.session.scalars(select(Tradition))
    return [(one.id, f"{one.faith.label}: {one.name}") for one in sorted(found, key=lambda one: (one.faith, one.name))]


def traditions_of(faith: Faith) -> Choices:
    found = db.session.execute(select(Tradition.id, Tradition.name).where(Tradition.faith == faith))
    return [(row.id, row.name) for row in sorted(found, key=lambda row: fold(row.name))]


def language_choices() -> Choices:
    found = db.session.execute(select(Language.id, Language.name))
    return [(row.id, row.name) for row in sorted(found, key=lambda row: fold(row.name))]


def community_choices() -> Choices:
    found = db.session.execute(select(Community.id, Community.name))
    return [(row.id, row.name) for row in sorted(found, key=lambda row: fold(row.name))]


def area(area_id: int) -> Area:
    return db.session.scalars(select(Area).where(Area.id == area_id)).one()
