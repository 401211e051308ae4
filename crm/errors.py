"""Error pages in plain words; nothing of what went wrong inside leaks out."""

from flask import Flask, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, NoResultFound, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError

from crm.access import submissions
from crm.access.guard import signed_in
from crm.access.scope import OutOfScope
from crm.extensions import db
from crm.merging.addresses import living

PAGES = {
    400: ("There is a problem with the request", "Go back, reload the page and try again."),
    403: ("You cannot do this", "Your account does not have this permission. Ask your coordinator if you need it."),
    404: ("Page not found", "If you typed the address, check it is correct. The record may also be in another area."),
    405: ("Page not found", "If you typed the address, check it is correct."),
    409: ("Somebody else changed this", "Go back, reload the page to see the change, and enter yours again."),
    413: ("The file is too large", "Choose a file of at most 50 MB."),
    429: ("Too many tries", "Wait 15 minutes and try again. If you do not know your password, ask your administrator."),
    500: ("Sorry, there is a problem with the service", "Try again later. What you saved before is still there."),
}

ABOUT_ACCOUNTS = ("accounts", "security")


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _show)
    app.register_error_handler(CSRFError, _token_missing)
    app.register_error_handler(401, lambda error: _signed_out())
    app.register_error_handler(NoResultFound, lambda error: living() or _page(404))
    app.register_error_handler(OutOfScope, lambda error: _page(404))
    app.register_error_handler(StaleDataError, lambda error: _after_a_merge() or _page(409))
    app.register_error_handler(IntegrityError, _points_to_nothing)
    app.register_error_handler(submissions.SavedAlready, lambda error: _saved_already())


def _after_a_merge() -> ResponseReturnValue | None:
    db.session.rollback()
    return living()


def _points_to_nothing(error: IntegrityError) -> ResponseReturnValue:
    """Somebody saved for a record that was merged at that moment; whatever else it is stays a fault of ours."""
    answer = _after_a_merge()
    if answer is None:
        raise error
    return answer


def _show(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    moved = living() if error.code == 404 else None
    return moved or _page(error.code if error.code in PAGES else 500)


def _token_missing(_error: CSRFError) -> ResponseReturnValue:
    """The token went with the session of somebody who was signed out meanwhile, by themselves or by waiting."""
    if current_user.is_authenticated or request.blueprint == "security":
        return _page(400)
    return _signed_out()


def _signed_out() -> ResponseReturnValue:
    """Nothing was saved, so what was written is shown once more, to be copied."""
    has_page = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    sign_in = url_for("security.login", next=request.path if has_page else None)
    return render_template("errors/signed_out.html", written=_written(), sign_in=sign_in), 401


def _written() -> list[str]:
    """Answers of more than a word; never those about an account, of which some are passwords."""
    if request.blueprint in ABOUT_ACCOUNTS:
        return []
    return [value for _, value in request.form.items(multi=True) if len(value.split()) > 1]


def _saved_already() -> ResponseReturnValue:
    """Once more is a choice: two calls without an answer on one day look the same."""
    db.session.rollback()
    before = submissions.saved_before(signed_in())
    if before is None:
        return _page(409)
    again = [] if request.files else [*submissions.answers(), (submissions.KEY, submissions.new_key())]
    return render_template("errors/saved_already.html", before=before, again=again), 409


def _page(status: int | None) -> ResponseReturnValue:
    db.session.rollback()
    heading, advice = PAGES[status or InternalServerError.code]
    try:
        return render_template("errors/error.html", heading=heading, advice=advice), status or 500
    except SQLAlchemyError:
        # The page's frame asks who is signed in; without a database it is shown without a frame.
        return Response(f"{heading}\n\n{advice}\n", status or 500, mimetype="text/plain")
