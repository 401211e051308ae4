from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.child_guard.actions import record_kept
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.engagement import actions, rules
from crm.engagement.barriers import actions as barriers
from crm.engagement.forms import STAGE_WORDS, StageForm
from crm.engagement.queries import Footing
from crm.engagement.views.blueprint import engagement
from crm.engagement.views.recording import offer_areas, own_footings
from crm.extensions import db
from crm.organisations.queries.stages import shown_stages


@engagement.route("/organisations/<int:organisation_id>/stage", methods=["GET", "POST"])
@requires(Permission.PRIVATE_EDIT)
def stage(organisation_id: int) -> ResponseReturnValue:
    """Not found, declined, back to identified. Every other stage is reached by writing down what happened."""
    form = StageForm()
    mine = own_footings(organisation_id, to_change=form.is_submitted())[1]
    allowed = [one for one in rules.BY_HAND if any(one in rules.TRANSITIONS[f.link.stage] for f in mine)]
    offer_areas(form, mine)
    form.stage.choices = [(one.value, STAGE_WORDS[one]) for one in allowed]
    if form.validate_on_submit():
        try:
            return _save(form, mine, organisation_id)
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
            mine = own_footings(organisation_id)[1]
    shown = shown_stages(organisation_id)
    return render_template("engagement/stage.html", form=form, mine=mine, allowed=allowed, shown=shown)


def _save(form: StageForm, mine: list[Footing], organisation_id: int) -> ResponseReturnValue:
    footing = next(one for one in mine if one.link.area_id == form.area.data)
    wanted = next(one for one in rules.BY_HAND if one.value == form.stage.data)
    change = actions.change_stage(footing, wanted, form.reason.data, signed_in(), form.recontact_on.data)
    barriers.note(footing.link, form.barriers.data, clock.today(), signed_in())
    record_kept(form.kept(), change, organisation_id, signed_in())
    area = footing.link.area.name
    db.session.commit()
    flash(f"The stage in {area} is now “{wanted.label}”")
    return redirect(url_for("engagement.timeline", organisation_id=organisation_id), 303)
