"""Documents of a contact: kept, opened in scope alone, removed and put back."""

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.engagement.attachments.models import Attachment
from crm.engagement.models import Activity, ActivityArea
from crm.organisations.models import OrganisationArea
from tests.documents.files import JPEG, PDF, PLACE
from tests.factories import Make
from tests.support.web import SignIn, Visitor, forms


@pytest.fixture
def visit(make: Make, newham: Area, me: Account) -> Activity:
    return make.activity(make.organisation(newham, name="Hope Chapel"), me)


def attach(visitor: Visitor, visit: Activity, content: bytes, name: str, **answers: Any) -> Any:
    page = f"/activities/{visit.id}/attachments/new"
    given = forms(visitor.get(page).text)[-1][1] | answers
    return visitor.post(page, data={**given, "file": (BytesIO(content), name)})


def kept(session: Session) -> Attachment:
    return session.scalars(select(Attachment).order_by(Attachment.id.desc())).first()  # type: ignore[return-value]


def opened(visitor: Visitor, one: Attachment) -> Any:
    """Read to its end, so that the file is closed."""
    with visitor.get(f"/attachments/{one.id}", buffered=True) as answer:
        return answer


def press(visitor: Visitor, one: Attachment, deed: str) -> Any:
    token = forms(visitor.get("/account").text)[0][1]["csrf_token"]
    return visitor.post(f"/attachments/{one.id}/{deed}", data={"csrf_token": token})


def test_a_document_is_kept_and_comes_back_to_be_saved(adviser: Visitor, session: Session, visit: Activity) -> None:
    assert attach(adviser, visit, PDF, "محضر <b>.pdf").status_code == 303
    page = adviser.get(f"/activities/{visit.id}").text
    assert "محضر &lt;b&gt;.pdf" in page
    answer = opened(adviser, kept(session))
    assert answer.data == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_picture_is_kept_without_where_it_was_taken(adviser: Visitor, session: Session, visit: Activity) -> None:
    attach(adviser, visit, JPEG, "notice.jpg")
    assert PLACE not in opened(adviser, kept(session)).data


def test_what_is_no_document_is_refused_beside_the_field(adviser: Visitor, session: Session, visit: Activity) -> None:
    page = attach(adviser, visit, b"<script>alert(1)</script>", "minutes.pdf")
    assert page.status_code == 200
    assert 'href="#file"' in page.text
    assert "Choose a PDF" in page.text
    assert session.scalar(select(func.count(Attachment.id))) == 0


def test_a_form_that_is_sent_twice_keeps_one(adviser: Visitor, session: Session, visit: Activity) -> None:
    page = f"/activities/{visit.id}/attachments/new"
    given = forms(adviser.get(page).text)[-1][1]
    for _ in range(2):
        adviser.post(page, data={**given, "file": (BytesIO(PDF), "minutes.pdf")})
    assert session.scalar(select(func.count(Attachment.id))) == 1


def test_what_was_removed_is_not_opened_until_it_is_put_back(
    adviser: Visitor, session: Session, visit: Activity
) -> None:
    attach(adviser, visit, PDF, "minutes.pdf")
    one = kept(session)
    assert press(adviser, one, "remove").status_code == 303
    assert opened(adviser, one).status_code == 404
    press(adviser, one, "put-back")
    assert opened(adviser, one).status_code == 200
    events = session.scalars(select(AuditEntry.event).where(AuditEntry.table_name == "attachment"))
    assert sorted(events) == ["attachment.added", "attachment.put_back", "attachment.removed"]


def test_a_document_is_there_as_long_as_its_contact(adviser: Visitor, session: Session, visit: Activity) -> None:
    attach(adviser, visit, PDF, "minutes.pdf")
    session.scalars(select(OrganisationArea)).one().ended_on = clock.today()
    session.flush()
    one = kept(session)
    assert adviser.get(f"/activities/{visit.id}").status_code == 404
    assert opened(adviser, one).status_code == 404
    assert [press(adviser, one, deed).status_code for deed in ("remove", "put-back")] == [404, 404]


def test_a_document_comes_back_with_the_ending_of_its_kind(adviser: Visitor, session: Session, visit: Activity) -> None:
    attach(adviser, visit, PDF, "minutes.hta")
    assert opened(adviser, kept(session)).headers["Content-Disposition"].endswith("minutes.hta.pdf")


def test_a_name_that_tells_which_child_is_meant_needs_a_reason(
    adviser: Visitor, session: Session, visit: Activity
) -> None:
    page = f"/activities/{visit.id}/attachments/new"
    held_up = attach(adviser, visit, PDF, "Letter_about_Maryam (9).pdf")
    assert "The name of the file seems to hold the age of one child" in held_up.text
    assert session.scalar(select(func.count(Attachment.id))) == 0
    answers = forms(held_up.text)[-1][1] | {"guard_reason": "adult"}
    adviser.post(page, data={**answers, "file": (BytesIO(PDF), "Letter_about_Maryam (9).pdf")})
    assert "attachment.kept_despite_warning" in session.scalars(select(AuditEntry.event)).all()


def test_another_area_opens_no_document_even_of_a_shared_contact(
    make: Make, signed_in: SignIn, adviser: Visitor, session: Session, visit: Activity, newham: Area, me: Account
) -> None:
    attach(adviser, visit, PDF, "minutes.pdf")
    brent = make.area(name="Brent")
    make.keep(ActivityArea(activity_id=visit.id, area_id=brent.id, shared_by_id=me.id))
    other = signed_in(make.adviser(brent))
    one = kept(session)
    assert other.get(f"/attachments/{one.id}").status_code == 404
    assert press(other, one, "remove").status_code == 404
    assert other.get(f"/activities/{visit.id}/attachments/new").status_code == 404
