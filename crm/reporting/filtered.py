"""What the address asks for on any page that is filtered as the list of groups is."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.access.guard import reach_of, signed_in
from crm.access.permissions import Permission
from crm.areas.queries import AreaName
from crm.organisations.forms.groups import GroupFilters
from crm.organisations.queries.groups import areas_within
from crm.organisations.queries.listing import Wanted
from crm.organisations.views.listing import filters_for, wanted_by


@dataclass(frozen=True)
class Asked:
    """Narrowed to the person's areas like every query."""

    areas: Sequence[AreaName]
    filters: GroupFilters
    wanted: Wanted


def asked() -> Asked:
    areas = areas_within(reach_of(signed_in(), Permission.CORE_VIEW))
    filters = filters_for(areas)
    return Asked(areas, filters, wanted_by(filters, areas))
