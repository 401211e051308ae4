from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.engagement.barriers import actions, queries
from crm.engagement.views.blueprint import engagement
from crm.extensions import db

MARKS = {
    "overcome": (actions.overcome, "Overcome. It stands below for two weeks, where you can put it back"),
    "put-back": (actions.put_back, "Put back"),
}


@engagement.post("/barriers/<int:barrier_id>/<any('overcome', 'put-back'):mark>")
@requires(Permission.PRIVATE_EDIT)
def mark_barrier(barrier_id: int, mark: str) -> ResponseReturnValue:
    barrier = queries.barrier(barrier_id)
    act, said = MARKS[mark]
    act(barrier, signed_in())
    address = url_for("engagement.timeline", organisation_id=barrier.organisation_id, _anchor="barriers")
    db.session.commit()
    flash(said)
    return redirect(address, 303)
