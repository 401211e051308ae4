import datetime as dt

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.contact import normalise_email, normalise_phone
from crm.core.errors import RuleBroken
from crm.core.text import fold
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.people import queries, rules
from crm.people.models import Person, Role, RoleClass
from crm.people.rules import Details, RoleFacts

CALLED_TODAY = "{name} is the designated safeguarding lead now. Say that they hand over, or choose another role"


def add_person(name: str, phone: str, email: str, actor: Account) -> Person:
    """Someone new. They are seen by nobody until they have a role: see `add_role`."""
    person = Person(
        name=name,
        sort_name=fold(name),
        phone=normalise_phone(phone) if phone else None,
        email=normalise_email(email) if email else None,
    )
    db.session.add(person)
    record.record("person.added", person, actor)
    return person


def add_role(
    organisation: Organisation, person: Person, facts: RoleFacts, actor: Account, *, hands_over: bool = False
) -> Role:
    """`hands_over`: the designated lead of today ends on the day that this one starts."""
    rules.check_start(facts.started_on, clock.today())
    is_lead = facts.role_class is RoleClass.DESIGNATED_LEAD
    is_known = person.id is not None
    if is_known or is_lead:
        queries.lock_group(organisation.id)
    if is_known and queries.open_role(person.id, organisation.id, facts.role_class):
        raise RuleBroken(f"{person.name} has this role here already", field="role_class")
    if is_lead:
        _make_way(organisation, facts.started_on, actor, hands_over=hands_over)
    role = Role(person=person, organisation_id=organisation.id, role_class=facts.role_class)
    _fill(role, facts)
    db.session.add(role)
    record.record("role.started", role, actor)
    return role


def _make_way(organisation: Organisation, on: dt.date | None, actor: Account, *, hands_over: bool) -> None:
    lead = queries.open_lead(organisation.id)
    if lead is None:
        return
    if not hands_over:
        raise RuleBroken(CALLED_TODAY.format(name=lead.person.name), field="hands_over")
    try:
        end_role(lead, on or clock.today(), actor)
    except RuleBroken as broken:
        raise RuleBroken(f"The new lead must not start before {lead.person.name} did", "started_on") from broken
    # The index that allows one open lead is asked row by row.
    db.session.flush()


def _fill(role: Role, facts: RoleFacts) -> None:
    duties = rules.plain_duties(facts.duties or rules.usual_duties(facts.role_class))
    role.title, role.is_paid, role.started_on = facts.title, facts.is_paid, facts.started_on
    role.task, role.frequency = duties.task, duties.frequency
    role.overnight, role.personal_care, role.supervised = duties.overnight, duties.personal_care, duties.supervised


def change_role(role: Role, facts: RoleFacts, actor: Account) -> None:
    """What the role is called and does. Its class stays: another class is another role."""
    rules.check_start(facts.started_on, clock.today())
    if role.ended_on:
        rules.check_end(facts.started_on, role.ended_on, clock.today())
    _fill(role, facts)
    record.record("role.changed", role, actor)


def end_role(role: Role, ended_on: dt.date, actor: Account) -> None:
    if role.ended_on:
        raise RuleBroken("This role has ended already", field="ended_on")
    rules.check_end(role.started_on, ended_on, clock.today())
    role.ended_on = ended_on
    record.record("role.ended", role, actor)


def change_person(person: Person, details: Details, actor: Account) -> None:
    """Refused while the person has a role at a group that the actor may not edit (architecture.md 3)."""
    elsewhere = queries.held_elsewhere(person.id)
    if elsewhere:
        raise RuleBroken(whom_to_ask(elsewhere))
    person.name, person.sort_name, person.forgotten_on = details.name, fold(details.name), None
    person.phone = normalise_phone(details.phone) if details.phone else None
    person.email = normalise_email(details.email) if details.email else None
    person.contact_note, person.best_time = details.contact_note, details.best_time
    person.channel, person.language_id = details.channel, details.language_id
    person.needs_interpreter, person.talks_to = details.needs_interpreter, details.talks_to
    record.record("person.changed", person, actor)


def whom_to_ask(elsewhere: list[queries.Elsewhere]) -> str:
    """In words, for somebody who may not change a person that other groups have too."""
    start = "This person also has a role at a group outside your areas, so you cannot change their details alone. Ask "
    first = next((group for group in elsewhere if group.area), None)
    if first is None:
        return start + "your coordinator"
    return start + (f"{first.adviser} in {first.area}" if first.adviser else f"the adviser for {first.area}")


def name_safeguarding_contact(
    organisation: Organisation, who: Person | str, on: dt.date, actor: Account
) -> Role | None:
    """The group's safeguarding contact, chosen or by the name that was given. None: they have such a role already."""
    known = queries.person_called(who, organisation.id) if isinstance(who, str) else who
    if known and queries.has_safeguarding_role(known.id, organisation.id):
        return None
    person = known or add_person(str(who), "", "", actor)
    return add_role(organisation, person, RoleFacts(RoleClass.SAFEGUARDING_CONTACT, started_on=on), actor)
