"""The shipped resources."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.resources.models import Resource
from crm.resources.reference import load_reference
from seed.commands import REFERENCE
from tests.factories import Make


def test_they_are_loaded_once_and_what_staff_changed_stays(make: Make, session: Session) -> None:
    make.area(code="E06000032", name="Luton")
    make.language(tag="en", name="English")
    (first,) = load_reference(REFERENCE)
    book = session.scalars(select(Resource).filter_by(code="LUT-GREEN")).one()
    book.name = "The Green Book"
    session.flush()
    (again,) = load_reference(REFERENCE)
    assert (first.added, again.added, again.same) == (28, 0, 28)
    assert session.scalars(select(Resource.name).filter_by(code="LUT-GREEN")).one() == "The Green Book"


def test_none_claims_to_be_checked_or_gives_an_address(make: Make, session: Session) -> None:
    make.area(code="E06000032", name="Luton")
    make.language(tag="en", name="English")
    load_reference(REFERENCE)
    assert set(session.execute(select(Resource.review_due_on, Resource.web, Resource.note))) == {(None, "", "")}
