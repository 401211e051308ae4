"""What every page that changes a group does once its form is sent."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.access import submissions
from crm.access.guard import signed_in
from crm.core.errors import RuleBroken
from crm.core.fields import HiddenField
from crm.core.forms import Form
from crm.core.models import Base
from crm.extensions import db
from crm.organisations.models import Organisation

# The page to go to: an address, or what gives it for the row that was made.
Back = str | Callable[[Any], str]


class PressForm(Form):
    """A button asks nothing; `version` is that of the row on its page."""

    version = HiddenField(coerce=int)


def details_of(organisation_id: int, part: str = "") -> str:
    return url_for("organisations.details", organisation_id=organisation_id, _anchor=part or None)


def saved(form: Form, act: Callable[[], Any], said: str, back: Back) -> ResponseReturnValue | None:
    """Act, commit and go back. None: the page is shown again, with what was wrong. Actions check before they change."""
    if not form.validate_on_submit():
        return None
    try:
        done = act()
        page = back(done) if callable(back) else back
    except RuleBroken as broken:
        form.show(broken)
        return None
    db.session.commit()
    flash(said)
    return redirect(page, 303)


def made(form: Any, make: Callable[[], Base], said: str, back: Back) -> ResponseReturnValue | None:
    """As `saved`, for something new: a form that is sent twice makes it once."""
    form.submission_key.data = form.submission_key.data or submissions.new_key()

    def once() -> Base:
        submissions.claim(form, signed_in())
        row = make()
        submissions.made(form, signed_in(), row, back(row) if callable(back) else back)
        return row

    return saved(form, once, said, back)


def pressed(act: Callable[[], Any], said: str, back: str, shown: Any = None) -> ResponseReturnValue:
    """A button. With `shown`, the row that the page told of, it must be as it was then: else 409."""
    form = PressForm()
    if not form.validate_on_submit() or (shown is not None and form.version.data != shown.version_id):
        abort(409)
    try:
        act()
    except RuleBroken as broken:
        db.session.rollback()
        flash(broken.message, "information")
    else:
        db.session.commit()
        flash(said)
    return redirect(back, 303)


def ask(
    organisation: Organisation, form: Form, heading: str, submit_text: str = "Save", part: str = "", **more: Any
) -> str:
    """The page of a form that is about one thing of a group."""
    return render_template(
        "organisations/ask.html",
        organisation=organisation,
        form=form,
        heading=heading,
        submit_text=submit_text,
        back_href=details_of(organisation.id, part),
        **more,
    )
