"""One section of an assessment as a page to answer, for the adviser and, in the portal, for the group."""

from typing import NamedTuple

from flask import abort, flash, request

from crm.access.guard import signed_in
from crm.child_guard.actions import record_kept
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.standards.actions import assessing as actions
from crm.standards.forms.answers import AnswersForm, form_for, values_of
from crm.standards.models import Assessment, Voice
from crm.standards.queries import assessments as queries
from crm.standards.rules import results
from crm.standards.rules.results import Section, by_voice

STOP = "stop"


class SectionPage(NamedTuple):
    section: Section
    total: int
    form: AnswersForm


def section_of(assessment: Assessment, number: int, voice: Voice) -> SectionPage:
    """The form comes first: it waits for whoever is saving, and only then are the answers read."""
    sections = results.sections(assessment.standard_set.criteria)
    if not 1 <= number <= len(sections):
        abort(404)
    _, criteria = sections[number - 1]
    form = form_for(criteria, voice)(
        assessment, lambda row: values_of(criteria, by_voice(queries.answers_to(row.id)), voice)
    )
    form.guard_area_id = assessment.organisation.lead_area_id
    return SectionPage(actions.found(assessment).sections[number - 1], len(sections), form)


def is_saved(page: SectionPage, assessment: Assessment, voice: Voice) -> bool:
    """Whether the answers were sent and kept; else the page is shown again, with what was wrong beside each."""
    form, actor = page.form, signed_in()
    if not form.validate_on_submit() or not _passes(page, voice):
        return False
    try:
        actions.answer(assessment, voice, form.given(), actor)
    except RuleBroken as broken:
        form.show(broken)
        return False
    record_kept(form.kept(), assessment, assessment.organisation_id, actor)
    db.session.commit()
    flash("Saved")
    return True


def next_number(page: SectionPage) -> int | None:
    """The section to go on with; None after the last, and for whoever stops here."""
    if request.form.get("then") == STOP or page.section.number == page.total:
        return None
    return page.section.number + 1


def _passes(page: SectionPage, voice: Voice) -> bool:
    given = page.form.given()
    for line in page.section.lines:
        group = results.given_in(line.group) if line.group and voice is Voice.ADVISER else None
        try:
            if line.criterion.id in given:
                results.check_answer(line.criterion, given[line.criterion.id], group, clock.today())
        except RuleBroken as broken:
            page.form.show_at(line.criterion, broken)
    return not page.form.errors
