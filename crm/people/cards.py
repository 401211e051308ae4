"""The people of a group for an address book: those of the People tab who hold a role today."""

from flask import Response, abort
from flask.typing import ResponseReturnValue

from crm.access.guard import insist, requires, signed_in
from crm.access.permissions import Permission
from crm.audit import downloads
from crm.core import vcards
from crm.organisations.models import Organisation
from crm.organisations.queries import organisation_with_areas
from crm.people import queries
from crm.people.queries import Held
from crm.people.views import people


@people.get("/organisations/<int:organisation_id>/people.vcf")
@requires(Permission.EXPORT_PEOPLE)
def cards(organisation_id: int) -> ResponseReturnValue:
    return _file(organisation_id, None)


@people.get("/organisations/<int:organisation_id>/people/<int:person_id>.vcf")
@requires(Permission.EXPORT_PEOPLE)
def card(organisation_id: int, person_id: int) -> ResponseReturnValue:
    return _file(organisation_id, person_id)


def _file(organisation_id: int, person_id: int | None) -> Response:
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.EXPORT_PEOPLE, organisation)
    held = [one for one in queries.open_roles_of(organisation_id) if person_id in (None, one.person_id)]
    if not held:
        abort(404)
    by_person: dict[int, list[Held]] = {}
    for one in held:
        by_person.setdefault(one.person_id, []).append(one)
    body = "".join(_card(organisation, roles) for roles in by_person.values())
    downloads.keep(downloads.PEOPLE, {"people": len(by_person)}, signed_in().id, organisation_id)
    name = f"group-{organisation_id}-people.vcf" if person_id is None else f"group-{organisation_id}-{person_id}.vcf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype=vcards.MIMETYPE, headers=headers)


def _card(organisation: Organisation, roles: list[Held]) -> str:
    """Nothing of the group's faith or place: an address book is shared with more than its owner knows."""
    person = roles[0]
    parts = [
        ("ORG", organisation.name),
        ("TITLE", ", ".join(dict.fromkeys(role.called for role in roles))),
        vcards.tel(person.phone),
        ("EMAIL", person.email),
    ]
    return vcards.vcard(person.name, parts)
