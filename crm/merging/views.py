"""Making two records of a group one, and taking them apart again. The pages are the group's own."""

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.merging import actions, fields, queries
from crm.merging.forms import GroupMergeForm
from crm.organisations.forms.groups import ConfirmForm
from crm.organisations.forms.life import GroupSearch
from crm.organisations.matching.queries import place_in_queue
from crm.organisations.matching.views import to_next_pair
from crm.organisations.models import Organisation
from crm.organisations.queries import listing, organisation_with_areas
from crm.organisations.views import organisations
from crm.organisations.views.saving import details_of

organisations.app_template_global("merges_of")(queries.merges_of)


@organisations.route("/organisations/<int:organisation_id>/merge")
@requires(Permission.IMPORT)
def find_same(organisation_id: int) -> ResponseReturnValue:
    """The other record is looked for by name, then compared."""
    search = GroupSearch()
    search.validate()
    return render_template(
        "merging/find.html",
        organisation=organisation_with_areas(organisation_id),
        search=search,
        found=listing.groups_named(search.q.data or "", organisation_id),
    )


@organisations.route("/organisations/<int:organisation_id>/merge/<int:other_id>", methods=["GET", "POST"])
@requires(Permission.IMPORT)
def merge(organisation_id: int, other_id: int) -> ResponseReturnValue:
    """The first stays, and takes in the other. Who came from the queue of pairs goes on to the next."""
    if organisation_id == other_id:
        abort(404)
    if request.method == "POST":
        queries.lock(organisation_id, other_id)
    if queries.taken_in_by(other_id) == organisation_id:
        flash("These two are one record already")
        return redirect(details_of(organisation_id, "merged"), 303)
    kept, gone = organisation_with_areas(organisation_id), organisation_with_areas(other_id)
    out_of_reach = queries.areas_out_of(reach_of(signed_in(), Permission.IMPORT), kept, gone)
    asked = [
        field
        for field in fields.differing(fields.OF_GROUP, kept, gone)
        if field.name != "lead_area" or _may_hand_over(kept)
    ]
    form = GroupMergeForm(kept, gone, asked, {} if out_of_reach else queries.leads_of(organisation_id, other_id))
    if form.validate_on_submit() and not out_of_reach:
        pair = place_in_queue(organisation_id, other_id) if "pair" in request.args else None
        actions.merge_groups(kept, gone, form.chosen(), signed_in())
        name = kept.name
        db.session.commit()
        flash(f"{name} is one record now. To undo this, see its Details, “Where this record comes from”")
        if pair:
            return to_next_pair(pair)
        return redirect(details_of(organisation_id, "merged"), 303)
    return render_template(
        "merging/merge.html",
        organisation=kept,
        other=gone,
        form=form,
        out_of_reach=out_of_reach,
        moving=[] if out_of_reach else queries.moving("organisation", organisation_id, other_id),
    )


def _may_hand_over(kept: Organisation) -> bool:
    """Whoever may not hand over the lead area leaves it with the record that stays."""
    reach = reach_of(signed_in(), Permission.HAND_OVER)
    return reach.everywhere or kept.lead_area_id in reach.areas


@organisations.route("/organisations/<int:organisation_id>/merges/<int:merge_id>/undo", methods=["GET", "POST"])
@requires(Permission.IMPORT)
def undo_merge(organisation_id: int, merge_id: int) -> ResponseReturnValue:
    if request.method == "POST":
        queries.lock(organisation_id)
    organisation = organisation_with_areas(organisation_id)
    done = queries.merge_of(organisation_id, merge_id)
    out_of_reach = queries.areas_out_of(reach_of(signed_in(), Permission.IMPORT), organisation)
    form = ConfirmForm()
    if form.validate_on_submit() and not out_of_reach:
        try:
            restored = actions.undo(done, signed_in())
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
            organisation, done = organisation_with_areas(organisation_id), queries.merge_of(organisation_id, merge_id)
        else:
            name = restored.name
            db.session.commit()
            flash(f"There are two records again. The other is {name}")
            return redirect(details_of(organisation_id), 303)
    return render_template(
        "merging/undo.html",
        organisation=organisation,
        merge=done,
        form=form,
        reasons=[] if out_of_reach else actions.why_not_undone(done),
        out_of_reach=out_of_reach,
    )
