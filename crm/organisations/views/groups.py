"""Changing what is said of a group itself: its facts, its names, that it closed, what it answered."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import can, insist, requires, signed_in
from crm.access.permissions import Permission
from crm.core import clock
from crm.core.labels import Labelled
from crm.extensions import db
from crm.organisations.actions import groups as actions
from crm.organisations.forms.groups import (
    CloseForm,
    ConfirmForm,
    FormerNameForm,
    GroupForm,
    StatementForm,
    closing_values,
    group_values,
)
from crm.organisations.kinds import Answer, ClosedReason, RelationKind, Subject
from crm.organisations.models import FormerName, Statement
from crm.organisations.queries import details as queries
from crm.organisations.queries.belonging import guests_of
from crm.organisations.queries.groups import organisation_with_areas, tradition_choices
from crm.organisations.views import organisations
from crm.organisations.views.saving import ask, details_of, made, saved


@organisations.route("/organisations/<int:organisation_id>/edit", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def edit(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    form = GroupForm(organisation, group_values, {"tradition_id": tradition_choices()})

    def change() -> None:
        actions.change_group(organisation, form.facts(), signed_in(), keep_old_name=not form.old_name_wrong.data)

    answer = saved(form, change, "Details saved", details_of(organisation_id))
    return answer or ask(organisation, form, "Change the details of this group", "Save details")


@organisations.route("/organisations/<int:organisation_id>/checked", methods=["POST"])
@requires(Permission.CORE_EDIT)
def mark_checked(organisation_id: int) -> ResponseReturnValue:
    actions.mark_checked(organisation_with_areas(organisation_id), signed_in())
    db.session.commit()
    flash("Marked as checked today")
    return redirect(details_of(organisation_id), 303)


@organisations.route("/organisations/<int:organisation_id>/names/new", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def new_name(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    form = FormerNameForm()

    def add() -> FormerName:
        return actions.add_former_name(organisation, form.name.data, form.until_on.data, signed_in())

    answer = made(form, add, "Former name added", details_of(organisation_id))
    return answer or ask(organisation, form, "Add a former name")


@organisations.route("/organisations/<int:organisation_id>/names/<int:name_id>/remove", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def remove_name(organisation_id: int, name_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    form = ConfirmForm()
    former = queries.former_name(organisation_id, name_id)
    heading = f"Remove the former name “{former.name}”?"
    answer = saved(
        form,
        lambda: actions.remove_former_name(organisation, former, signed_in()),
        "Former name removed",
        details_of(organisation_id),
    )
    return answer or ask(organisation, form, heading, "Remove it")


@organisations.route("/organisations/<int:organisation_id>/close", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def close(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    form = CloseForm(organisation, closing_values)
    then = _after_closing(organisation_id, form.closed_reason.data)
    answer = saved(
        form,
        lambda: actions.close(organisation, form.closed_on.data, form.closed_reason.data, signed_in()),
        "Group closed. It stays in the records and in past figures",
        then,
    )
    guests = guests_of(organisation_id)
    return answer or ask(organisation, form, "Close this group", "Close the group", guests=guests)


def _after_closing(organisation_id: int, reason: ClosedReason | None) -> str:
    """What became of it is asked next, where the reason says that it goes on or is listed twice."""
    if reason is ClosedReason.DUPLICATE and can(Permission.IMPORT):
        return url_for("organisations.find_same", organisation_id=organisation_id)
    if reason in GOES_ON_AS:
        kind = GOES_ON_AS[reason].value
        return url_for("organisations.new_relation", organisation_id=organisation_id, kind=kind)
    return details_of(organisation_id)


GOES_ON_AS = {
    ClosedReason.MERGED: RelationKind.MERGED_INTO,
    ClosedReason.MOVED_AWAY: RelationKind.REAPPEARED_AS,
}


@organisations.route("/organisations/<int:organisation_id>/reopen", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def reopen(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    form = ConfirmForm()
    answer = saved(
        form, lambda: actions.reopen(organisation, signed_in()), "Group opened again", details_of(organisation_id)
    )
    return answer or ask(organisation, form, "Open this group again?", "Open it again")


@organisations.route("/organisations/<int:organisation_id>/statements/new", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def new_statement(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.ASSURANCE_EDIT, organisation)
    form = StatementForm(data={"stated_on": clock.today(), **_said_in_address()})

    def add() -> Statement:
        return actions.record_statement(
            organisation, form.subject.data, form.answer.data, form.stated_on.data, form.by.data, signed_in()
        )

    answer = made(form, add, "Answer recorded", details_of(organisation_id, "answers"))
    return answer or ask(organisation, form, "Record what the group answered", part="answers")


def _said_in_address() -> dict[str, Labelled]:
    """The link that led here may say what was asked about, and what was answered."""
    kinds: dict[str, type[Labelled]] = {"subject": Subject, "answer": Answer}
    said = {name: request.args.get(name, "") for name in kinds}
    return {name: kinds[name](value) for name, value in said.items() if value in list(kinds[name])}
