from typing import Any

from crm.checks.models import DbsLevel, Decision, SentBackFor, StatusResult, Workforce
from crm.checks.rules.given import Kind, Sight, Verdict
from crm.checks.rules.steps import FEWEST_MONTHS, MOST_MONTHS, USUAL_MONTHS
from crm.core.editing import EditForm
from crm.core.fields import (
    Choice,
    DateField,
    HiddenField,
    IntegerField,
    RadiosField,
    SelectField,
    TextField,
    TickBox,
    YesNo,
)
from crm.core.forms import Filters, Form

NUMBER_HINT = "12 digits, printed on the certificate. Afterwards only the last 4 are shown to you"


class BoardFilter(Filters):
    area = SelectField("Area", blank="All my areas")


class AboutKind:
    """What was applied for."""

    level = SelectField("Which level is the check?", choices=DbsLevel, required="Select the level of the check")
    workforce = SelectField(
        "Which workforce is it for?",
        choices=Workforce,
        default=Workforce.CHILD,
        blank=None,
        hint="Printed on the certificate after “position applied for”",
    )
    is_volunteer = YesNo(
        "Is it free of charge, at the volunteer rate?",
        required="Select yes if it is at the volunteer rate",
        hint="Only for somebody who is not paid, not on a work placement and not training for a paid post",
    )
    on_placement = TickBox("They are on a work placement, or training for a paid post or a qualification")


class AboutIssue:
    issued_on = DateField(
        "When was the certificate issued?",
        required="Enter the day the certificate was issued",
        hint="Printed on the certificate. For example, 27 3 2026",
        called="The day it was issued",
    )


class AboutNumber:
    certificate_number = TextField(
        "What is the certificate number? (optional)",
        max_length=20,
        hint=NUMBER_HINT,
        called="The certificate number",
        inputmode="numeric",
        autocomplete="off",
        classes="govuk-input--width-20",
    )


class AboutSight:
    seen_on = DateField(
        "When did the group see the original certificate?",
        required="Enter the day the original was seen",
        called="The day it was seen",
    )
    seen_by = TextField(
        "Who saw it?",
        required="Enter the name of the person who saw it",
        hint="A name only. Write nothing about what the certificate says",
        max_length=80,
        called="The name",
        classes="govuk-input--width-20",
    )
    id_checked_on = DateField(
        "When was their identity checked? (optional)", called="The day their identity was checked"
    )


class AboutVerdict:
    decision = RadiosField(
        "What did the group decide?",
        choices=Decision,
        required="Select what the group decided",
        hint="Never with a reason",
    )
    decided_on = DateField(
        "When was it decided? (optional)",
        hint="Leave it empty if it was on the day the certificate was seen",
        called="The day of the decision",
    )
    recheck_months = IntegerField(
        "After how many months does the group check again?",
        least=FEWEST_MONTHS,
        most=MOST_MONTHS,
        default=USUAL_MONTHS,
        required="Enter the number of months, for example 36",
        hint=f"Counted from the day of issue. Usually {USUAL_MONTHS}",
        called="The number of months",
    )


class DoneForm(AboutKind, AboutIssue, AboutNumber, AboutSight, AboutVerdict, Form):
    submission_key = HiddenField()


class ApplicationForm(AboutKind, Form):
    applied_on = DateField("When did they apply?", required="Enter the day they applied", called="The day they applied")
    is_sixteen = YesNo(
        "Were they 16 or over on that day?",
        required="Select yes if they were 16 or over",
        hint="Turning 16 on that day counts. The answer and the date of birth are not kept",
    )
    submission_key = HiddenField()


class SentBackForm(EditForm):
    sent_back_on = DateField(
        "When was it sent back?", required="Enter the day it was sent back", called="The day it was sent back"
    )
    sent_back_for = RadiosField(
        "What was missing?", choices=SentBackFor, required="Select what was missing", hint="Keep no copy of the form"
    )


class IssuedForm(AboutIssue, AboutNumber, EditForm):
    pass


class SeenForm(AboutSight, AboutNumber, EditForm):
    pass


class DecisionForm(AboutVerdict, EditForm):
    pass


class JoinForm(EditForm):
    joined_on = DateField(
        "When did they join the Update Service?", required="Enter the day they joined", called="The day they joined"
    )


class StatusForm(EditForm):
    consent_on = DateField(
        "When did they agree to the status check in writing?",
        required="Enter the day they agreed to it in writing",
        called="The day they agreed",
    )
    checked_on = DateField(
        "When was the status checked?", required="Enter the day of the status check", called="The day of the check"
    )
    result = RadiosField(
        "What did the Update Service answer?",
        choices=[
            Choice(StatusResult.CURRENT, StatusResult.CURRENT.label, "Any answer with the words “remains current”"),
            Choice(StatusResult.NEW_INFO, StatusResult.NEW_INFO.label, "The answer says “is no longer current”"),
            Choice(StatusResult.NO_MATCH, StatusResult.NO_MATCH.label, "The details were not recognised"),
        ],
        coerce=StatusResult,
        required="Select what the Update Service answered",
    )


def kind_in(form: Any) -> Kind:
    return Kind(form.level.data, form.workforce.data, form.is_volunteer.data, form.on_placement.data)


def sight_in(form: Any) -> Sight:
    return Sight(form.seen_on.data, form.seen_by.data, form.id_checked_on.data)


def verdict_in(form: Any, seen_on: Any) -> Verdict:
    return Verdict(form.decision.data, form.decided_on.data or seen_on, form.recheck_months.data)
