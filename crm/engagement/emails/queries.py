"""Nobody reads an email that somebody else forwarded, so each question names the account."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from crm.accounts.models import Account
from crm.engagement.emails import rules
from crm.engagement.emails.models import ForwardedEmail, ForwardingAddress
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.organisations.queries.listing import Wanted, matching
from crm.people.models import Person, Role

MOST_WAITING = 50
MOST_SUGGESTED = 5


def address_of(account_id: int) -> ForwardingAddress | None:
    return db.session.scalars(select(ForwardingAddress).where(ForwardingAddress.account_id == account_id)).one_or_none()


def account_behind(local_part: str) -> Account | None:
    """None when there is no such address any more, or when its account is switched off."""
    wanted = select(Account).join(ForwardingAddress, ForwardingAddress.account_id == Account.id)
    return db.session.scalars(wanted.where(ForwardingAddress.local_part == local_part, Account.active)).one_or_none()


def waiting(account_id: int, *, aside: bool = False) -> Sequence[ForwardedEmail]:
    """The newest first; `aside` are those put aside, which may be taken up again."""
    is_aside = ForwardedEmail.aside_at.is_not(None) if aside else ForwardedEmail.aside_at.is_(None)
    wanted = select(ForwardedEmail).where(_is_open(account_id), is_aside)
    return db.session.scalars(wanted.order_by(ForwardedEmail.id.desc()).limit(MOST_WAITING)).all()


def how_many_wait(account_id: int) -> int:
    wanted = select(func.count()).select_from(ForwardedEmail).where(_is_open(account_id))
    return db.session.scalars(wanted.where(ForwardedEmail.aside_at.is_(None))).one()


def email(email_id: int, account_id: int) -> ForwardedEmail:
    """One that is not filed yet; it may have been put aside."""
    return db.session.scalars(_email(email_id, account_id)).one()


def email_if_open(email_id: int | None, account_id: int) -> ForwardedEmail | None:
    return db.session.scalars(_email(email_id, account_id)).one_or_none() if email_id else None


def _email(email_id: int, account_id: int) -> Select[ForwardedEmail]:
    return select(ForwardedEmail).where(_is_open(account_id), ForwardedEmail.id == email_id)


def _is_open(account_id: int) -> Any:
    return and_(
        ForwardedEmail.account_id == account_id, ForwardedEmail.activity_id.is_(None), ForwardedEmail.mail_text != ""
    )


def is_known(account_id: int, message_hash: str) -> bool:
    wanted = select(ForwardedEmail.id).filter_by(account_id=account_id, message_hash=message_hash)
    return db.session.scalars(wanted).first() is not None


def outdated(now: dt.datetime) -> Sequence[ForwardedEmail]:
    late = or_(ForwardedEmail.created_at < now - rules.KEPT_FOR, ForwardedEmail.aside_at < now - rules.ASIDE_FOR)
    is_kept = and_(ForwardedEmail.activity_id.is_(None), ForwardedEmail.mail_text != "")
    return db.session.scalars(select(ForwardedEmail).where(is_kept, late).limit(500)).all()


def groups_of_address(address: str) -> Sequence[Any]:
    """Groups in scope that an address may be of: its own, a person's there, then its domain's; id, name and kind."""
    if not address:
        return []
    at_group = select(Role.organisation_id).join(Role.person)
    is_persons = Organisation.id.in_(at_group.where(Role.ended_on.is_(None), func.lower(Person.email) == address))
    is_its_own = func.lower(Organisation.email) == address
    found = [is_its_own, is_persons]
    domain = rules.domain_of(address)
    if domain:
        found += [
            func.lower(Organisation.email).endswith(f"@{domain}", autoescape=True),
            func.lower(Organisation.website).contains(domain, autoescape=True),
        ]
    wanted = select(Organisation.id, Organisation.name, Organisation.kind).where(or_(*found))
    best_first = wanted.where(Organisation.closed_on.is_(None)).order_by(
        or_(is_its_own, is_persons).desc(), Organisation.sort_name, Organisation.id
    )
    return db.session.execute(best_first.limit(MOST_SUGGESTED)).all()


def groups_named(q: str) -> Sequence[Any]:
    named = matching(Wanted(q), Organisation.id, Organisation.name, Organisation.kind)
    return db.session.execute(named.order_by(Organisation.sort_name, Organisation.id).limit(2 * MOST_SUGGESTED)).all()
