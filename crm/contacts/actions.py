import uuid

from crm.accounts.models import Account
from crm.areas.models import AreaContact
from crm.audit import record
from crm.contacts import rules
from crm.contacts.rules import Facts
from crm.core import clock
from crm.extensions import db


def add_contact(area_id: int | None, facts: Facts, actor: Account, *, is_right: bool) -> AreaContact:
    contact = AreaContact(area_id=area_id, code=f"OWN-{uuid.uuid4().hex[:12]}", **rules.settled(facts))
    _mark(contact, actor, is_right=is_right)
    db.session.add(contact)
    record.record("area_contact.added", contact, actor)
    db.session.flush()
    return contact


def correct_contact(contact: AreaContact, facts: Facts, actor: Account, *, is_right: bool) -> None:
    """What somebody confirmed before holds no longer, unless this is confirmed too."""
    for name, value in rules.settled(facts).items():
        setattr(contact, name, value)
    _mark(contact, actor, is_right=is_right)
    record.record("area_contact.corrected", contact, actor)


def confirm_contact(contact: AreaContact, actor: Account) -> None:
    """Somebody rang it, or asked there, and it is still right today."""
    _mark(contact, actor, is_right=True)
    record.record("area_contact.confirmed", contact, actor)


def doubt_contact(contact: AreaContact, actor: Account) -> None:
    """Groups no longer see it, until somebody confirms it again."""
    _mark(contact, actor, is_right=False)
    record.record("area_contact.doubted", contact, actor)


def _mark(contact: AreaContact, actor: Account, *, is_right: bool) -> None:
    contact.verified_on = clock.today() if is_right else None
    contact.verified_by = actor.name if is_right else None
