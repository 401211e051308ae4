"""What a group belongs to: its traditions, and what it said that it has none of."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.core import clock
from crm.organisations.actions import belonging as actions
from crm.organisations.forms.groups import ConfirmForm
from crm.organisations.forms.life import NoneForm, TraditionsForm
from crm.organisations.kinds import Lack
from crm.organisations.models import Organisation, SaidNone
from crm.organisations.queries import belonging as queries
from crm.organisations.queries import groups
from crm.organisations.queries.groups import organisation_with_areas
from crm.organisations.views import organisations
from crm.organisations.views.saving import ask, details_of, made, saved

PARTS = {Lack.UMBRELLA: "umbrella", Lack.PLACE: "places"}


@organisations.route("/organisations/<int:organisation_id>/traditions", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def traditions(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    held = [row.tradition_id for row in queries.tradition_rows(organisation_id)]

    def values(group: Organisation) -> dict[str, Any]:
        return {"traditions": [key for key in (group.tradition_id, *held) if key]}

    form = TraditionsForm(organisation, values, {"traditions": groups.traditions_of(organisation.faith)})
    answer = saved(
        form,
        lambda: actions.set_traditions(organisation, set(form.traditions.data), signed_in()),
        "Traditions saved",
        details_of(organisation_id),
    )
    return answer or ask(organisation, form, f"{organisation.faith.label} traditions of this group", "Save traditions")


@organisations.route("/organisations/<int:organisation_id>/none/new", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def new_none(organisation_id: int) -> ResponseReturnValue:
    """The link that led here may say what the group has none of."""
    organisation = organisation_with_areas(organisation_id)
    asked = request.args.get("of", "")
    form = NoneForm(data={"lack": Lack(asked) if asked in list(Lack) else None, "said_on": clock.today()})

    def add() -> SaidNone:
        return actions.say_none(organisation, form.lack.data, form.said_on.data, form.by.data, signed_in())

    part = PARTS.get(form.lack.data, "")
    answer = made(form, add, "Saved, as the group said it", details_of(organisation_id, part))
    return answer or ask(organisation, form, "Record that the group has none", part=part)


@organisations.route("/organisations/<int:organisation_id>/none/<int:none_id>/remove", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def remove_none(organisation_id: int, none_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    row = queries.said_none_row(organisation_id, none_id)
    form = ConfirmForm()
    part = PARTS[row.lack]
    answer = saved(
        form,
        lambda: actions.take_none_back(organisation, row, signed_in()),
        "Removed: it is not known again",
        details_of(organisation_id, part),
    )
    return answer or ask(organisation, form, f"Remove what was said: {row.lack.label}?", "Remove it", part=part)
