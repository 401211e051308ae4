"""What the pages of each kind do alike."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import signed_in
from crm.child_guard.actions import record_kept
from crm.core.errors import RuleBroken
from crm.engagement.queries import Footing
from crm.engagement.spells import actions, queries
from crm.engagement.spells.forms import SpellForm
from crm.engagement.spells.models import Spell
from crm.engagement.views.recording import offer_areas
from crm.extensions import db


def set_until(kind: type[Spell], form: SpellForm, mine: list[Footing], said: str) -> ResponseReturnValue | None:
    """Keeps what was asked for; None where the page is to be shown."""
    organisation_id = mine[0].link.organisation_id
    offer_areas(form, mine)
    if not form.validate_on_submit():
        return None
    try:
        asked = form.area.data, form.until_on.data, form.reason.data
        row = actions.set_until(kind, organisation_id, *asked, signed_in())
        record_kept(form.kept(), row, organisation_id, signed_in())
    except RuleBroken as broken:
        form.show(broken)
        return None
    return _saved(organisation_id, said)


def ended(kind: type[Spell], mine: list[Footing], said: str) -> ResponseReturnValue:
    """Ended twice is ended once."""
    footing = next((one for one in mine if one.link.area_id == request.form.get("area", type=int)), None)
    if footing is None:
        abort(404)
    row = queries.spell_in(kind, footing.link.organisation_id, footing.link.area_id)
    if row is not None:
        actions.end(row, signed_in())
    return _saved(footing.link.organisation_id, said)


def _saved(organisation_id: int, said: str) -> ResponseReturnValue:
    db.session.commit()
    flash(said)
    return redirect(url_for("engagement.timeline", organisation_id=organisation_id), 303)
