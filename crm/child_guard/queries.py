from crm.areas.models import AreaContact, ContactCategory
from crm.areas.queries import contacts_for_group


def child_numbers(area_id: int | None) -> list[AreaContact]:
    """Whom to ring in an area when a child may be at risk: checked numbers only."""
    if area_id is None:
        return []
    return [
        contact
        for contact in contacts_for_group(area_id)
        if contact.category is ContactCategory.CHILD_CONCERN and contact.area_id == area_id and contact.phone
    ]
