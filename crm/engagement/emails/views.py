"""The emails that somebody forwarded, and saying which group each is about."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.child_guard.rules import signs_in
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.engagement.emails import actions, queries
from crm.engagement.emails.forms import EmailForm, GroupOfEmail
from crm.engagement.views.blueprint import engagement
from crm.extensions import db


@engagement.route("/emails", methods=["GET", "POST"])
@requires(Permission.PRIVATE_EDIT)
def emails() -> ResponseReturnValue:
    """Posted is an email that was saved as a file."""
    form = EmailForm()
    if form.validate_on_submit():
        try:
            return _took(form.file.data.read())
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
    account, domain = signed_in(), current_app.config["SETTINGS"].mail_domain
    address = queries.address_of(account.id) if domain else None
    return render_template(
        "emails/index.html",
        form=form,
        waiting=queries.waiting(account.id),
        aside=queries.waiting(account.id, aside=True),
        domain=domain,
        address=f"{address.local_part}@{domain}" if address else None,
    )


def _took(raw: bytes) -> ResponseReturnValue:
    email = actions.take(raw, signed_in())
    db.session.commit()
    if email is None:
        flash("This email came before. If it is not in the list, it has been written down or put aside")
        return redirect(url_for("engagement.emails"), 303)
    return redirect(url_for("engagement.email", email_id=email.id), 303)


@engagement.post("/emails/address/<any('make', 'end'):deed>")
@requires(Permission.PRIVATE_EDIT)
def change_address(deed: str) -> ResponseReturnValue:
    if deed == "make":
        actions.make_address(signed_in())
    else:
        actions.end_address(signed_in())
    db.session.commit()
    return redirect(url_for("engagement.emails"), 303)


@engagement.get("/emails/<int:email_id>")
@requires(Permission.PRIVATE_EDIT)
def email(email_id: int) -> ResponseReturnValue:
    mail = queries.email(email_id, signed_in().id)
    form = GroupOfEmail()
    form.validate()
    likely = [] if form.q.data else queries.groups_of_address(mail.correspondent_email)
    return render_template(
        "emails/show.html",
        mail=mail,
        signs=signs_in(f"{mail.mail_subject}\n{mail.mail_text}", clock.today()),
        form=form,
        groups=queries.groups_named(form.q.wanted) if form.q.wanted else likely,
    )


@engagement.post("/emails/<int:email_id>/<any('aside', 'back'):deed>")
@requires(Permission.PRIVATE_EDIT)
def change_email(email_id: int, deed: str) -> ResponseReturnValue:
    mail = queries.email(email_id, signed_in().id)
    if deed == "aside":
        actions.put_aside(mail, signed_in())
        flash("Put aside. You can take it up again until tomorrow; then it is forgotten")
    else:
        actions.take_up(mail, signed_in())
        flash("It waits again")
    db.session.commit()
    return redirect(url_for("engagement.emails"), 303)
