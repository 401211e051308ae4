"""What a group agreed to have in the directory for the public."""

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.core import clock
from crm.organisations import rules
from crm.organisations.actions import publishing as actions
from crm.organisations.forms.publishing import ConsentForm, WithdrawForm
from crm.organisations.kinds import Published
from crm.organisations.models import PublishConsent
from crm.organisations.queries import publishing as queries
from crm.organisations.queries.groups import organisation_with_areas
from crm.organisations.views import organisations
from crm.organisations.views.saving import ask, details_of, made, saved

PART = "directory"


@organisations.route("/organisations/<int:organisation_id>/consents/new", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def new_consent(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    already = {row.part for row in queries.open_consents(organisation_id)}
    form = ConsentForm(data={"given_on": clock.today()})
    form.parts.choices = [(part, part.label) for part in Published if part not in already]

    def add() -> PublishConsent:
        return actions.give(organisation, form.parts.data, form.given_on.data, form.given_by.data, signed_in())[0]

    answer = made(form, add, "Saved: the directory holds what they agreed to", details_of(organisation_id, PART))
    if answer is None and not form.parts.choices:
        flash("They agreed to every part already")
        return redirect(details_of(organisation_id, PART), 303)
    return answer or ask(
        organisation,
        form,
        "They agree to be in the directory for the public",
        part=PART,
        wording=rules.WORDINGS[rules.WORDING],
    )


@organisations.route("/organisations/<int:organisation_id>/consents/<int:consent_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def withdraw_consent(organisation_id: int, consent_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    consent = queries.open_consent(organisation_id, consent_id)
    form = WithdrawForm(data={"withdrawn_on": clock.today()})
    answer = saved(
        form,
        lambda: actions.withdraw(organisation, consent, form.withdrawn_on.data, signed_in()),
        "Withdrawn: it is in no directory made from now on",
        details_of(organisation_id, PART),
    )
    return answer or ask(
        organisation, form, "They no longer agree", "Withdraw", part=PART, withdrawn=consent.part, Published=Published
    )
