"""The Details tab: everything that is known of the group itself."""

from flask import render_template
from flask.typing import ResponseReturnValue

from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.organisations import lineage, rules
from crm.organisations.kinds import HAS_MEMBERS, LINEAGE, Lack, Published, RelationKind
from crm.organisations.queries import details as queries
from crm.organisations.queries.belonging import linked
from crm.organisations.queries.groups import organisation_with_areas
from crm.organisations.queries.publishing import consents_of
from crm.organisations.views import organisations
from crm.organisations.views.places import may_end, may_hand_over, may_name_adviser

MOST_MEMBERS = 10


@organisations.route("/organisations/<int:organisation_id>/details")
@requires(Permission.CORE_VIEW)
def details(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    names = queries.names_of(organisation)
    places = queries.places_of(organisation_id, reach_of(signed_in(), Permission.ASSURANCE_VIEW))
    venues = places.pop(organisation_id, [])
    relations = queries.relations_of(organisation_id)
    return render_template(
        "organisations/details.html",
        organisation=organisation,
        names=names,
        venues=venues,
        places=places,
        linked=linked(organisation_id, relations),
        has_members=HAS_MEMBERS,
        most_members=MOST_MEMBERS,
        Lack=Lack,
        RelationKind=RelationKind,
        settings=queries.settings_of(organisation_id),
        times=queries.meeting_times_of(organisation_id),
        statements=queries.statements_of(organisation_id),
        sources=queries.sources_of(organisation_id),
        relations=relations,
        steps=lineage.steps(organisation, names.former, venues, relations),
        picture=lineage.picture(organisation, relations),
        lineage_kinds=LINEAGE,
        consents=consents_of(organisation_id),
        parts=len(Published),
        wordings=rules.WORDINGS,
        attributions=queries.ATTRIBUTIONS,
        may_end=may_end,
        may_name_adviser=may_name_adviser,
        may_hand_over=may_hand_over(organisation),
    )
