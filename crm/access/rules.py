"""Which roles may be given where, and to whom nobody may do what (architecture.md 3)."""

from dataclasses import dataclass

from crm.accounts.models import GROUP_ROLES, AccountRole
from crm.core.errors import RuleBroken


@dataclass(frozen=True)
class Remit:
    """One role in one place: an area, the whole region, or one group, by id."""

    role: AccountRole
    area_id: int | None = None
    region_wide: bool = False
    organisation_id: int | None = None


def remits(
    role: AccountRole, area_ids: list[int], *, region_wide: bool = False, organisation_id: int | None = None
) -> list[Remit]:
    """One for each area; refuses places that do not go with the role."""
    if role in GROUP_ROLES:
        return [_of_a_group(role, area_ids, region_wide, organisation_id)]
    if organisation_id is not None:
        raise RuleBroken("Only group roles belong to a group: choose areas or the whole region", "where")
    if role is AccountRole.ADMINISTRATOR and not region_wide:
        raise RuleBroken("An administrator looks after every account: choose the whole region", "where")
    if region_wide and area_ids:
        raise RuleBroken("Choose areas or the whole region, not both", "where")
    if region_wide:
        return [Remit(role, region_wide=True)]
    if not area_ids:
        raise RuleBroken("Choose at least one area, or the whole region", "areas")
    return [Remit(role, area_id=area_id) for area_id in dict.fromkeys(area_ids)]


def _of_a_group(role: AccountRole, area_ids: list[int], region_wide: bool, organisation_id: int | None) -> Remit:
    if area_ids or region_wide:
        raise RuleBroken(f"A {role.label.lower()} belongs to one group: choose the group, and no area", "where")
    if organisation_id is None:
        raise RuleBroken("Enter the number of the group", "organisation")
    return Remit(role, organisation_id=organisation_id)


def check_not_oneself(account_id: int, actor_id: int | None) -> None:
    """Another administrator does it, so that nobody raises or locks out themselves."""
    if account_id == actor_id:
        raise RuleBroken("You cannot do this to your own account: ask another administrator")
