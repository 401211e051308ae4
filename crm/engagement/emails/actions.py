import base64
import secrets

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.engagement.emails import queries, reading
from crm.engagement.emails.models import ForwardedEmail, ForwardingAddress
from crm.engagement.models import Activity
from crm.extensions import db


def make_address(actor: Account) -> ForwardingAddress:
    """In place of the one there was, whose emails are then refused."""
    end_address(actor)
    local_part = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    address = ForwardingAddress(account_id=actor.id, local_part=local_part)
    db.session.add(address)
    record.record("forwarding_address.made", address, actor)
    return address


def end_address(actor: Account) -> None:
    address = queries.address_of(actor.id)
    if address is not None:
        record.record("forwarding_address.ended", address, actor)
        db.session.delete(address)
        db.session.flush()


def take(raw: bytes, account: Account) -> ForwardedEmail | None:
    """Keep it for its account to file; None when it came before. Raises RuleBroken when it is no email.

    Nothing else is made of it, no person above all.
    """
    address = queries.address_of(account.id)
    mail = reading.read(raw, {account.email.casefold(), *([address.local_part] if address else [])})
    if queries.is_known(account.id, mail.message_hash):
        return None
    kept = ForwardedEmail(
        account_id=account.id,
        message_hash=mail.message_hash,
        sent_on=mail.sent_on,
        is_from_them=mail.is_from_them,
        correspondent=mail.correspondent,
        correspondent_email=mail.correspondent_email,
        mail_subject=mail.subject,
        mail_text=mail.text or mail.subject or "(no text)",
        attachments=mail.attachments,
    )
    db.session.add(kept)
    record.record("forwarded_email.taken", kept, account)
    return kept


def file(email: ForwardedEmail, activity: Activity, actor: Account) -> None:
    """It is written down as this contact, which holds what is to be kept of it."""
    email.activity_id = activity.id
    _forget(email)
    record.record("forwarded_email.filed", email, actor)


def put_aside(email: ForwardedEmail, actor: Account) -> None:
    if email.aside_at is None:
        email.aside_at = clock.now()
        record.record("forwarded_email.put_aside", email, actor)


def take_up(email: ForwardedEmail, actor: Account) -> None:
    if email.aside_at is not None:
        email.aside_at = None
        record.record("forwarded_email.taken_up", email, actor)


def forget_outdated() -> int:
    """What nobody filed in time; the number of emails forgotten."""
    outdated = queries.outdated(clock.now())
    for email in outdated:
        _forget(email)
        record.record("forwarded_email.forgotten", email, None)
    return len(outdated)


def _forget(email: ForwardedEmail) -> None:
    email.correspondent = email.correspondent_email = email.mail_subject = email.mail_text = ""
