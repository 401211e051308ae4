"""Every read of groups: one of them, the list, and those that a new one may be."""

from crm.organisations.queries.groups import organisation_with_areas

__all__ = ["organisation_with_areas"]
