"""Several people at the same two records at once, on databases where a commit is a commit."""

import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy import func, select

from crm.access.scope import every_area
from crm.engagement.models import Activity, ActivityOrganisation
from crm.extensions import db
from crm.merging.models import OrganisationMerge
from crm.organisations.models import Organisation
from crm.people.models import Person, Role
from crm.reporting.standing import differences
from tests.factories import Make
from tests.merging.test_pages import token_of
from tests.support.application import PASSWORD
from tests.support.web import Answers, Visitor, forms

Ids = tuple[int, int]


@pytest.fixture
def pair(separate_app: Flask) -> Iterator[Ids]:
    with separate_app.app_context(), every_area("a test looks at everything"):
        make = Make()
        newham = make.area()
        one, other = make.organisation(newham), make.organisation(newham)
        for number in range(2):
            adviser = make.adviser(newham, email=f"adviser{number}@example.org")
            adviser.password = hash_password(PASSWORD)
        ids = one.id, other.id
        db.session.commit()
        yield ids


def browser(app: Flask, number: int) -> Visitor:
    visitor = app.test_client()
    assert isinstance(visitor, Visitor)
    assert visitor.submit("/sign-in", email=f"adviser{number}@example.org", password=PASSWORD).status_code == 302
    return visitor


def at_once(app: Flask, *works: Callable[[], object]) -> None:
    """Each in a thread with an application context of its own."""

    def run(work: Callable[[], object]) -> None:
        with app.app_context():
            work()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def many(kind: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


@pytest.mark.parametrize("is_same_way", [True, False])
def test_two_people_who_merge_at_once_make_one_merge(separate_app: Flask, pair: Ids, *, is_same_way: bool) -> None:
    addresses = [pair, pair if is_same_way else pair[::-1]]
    visitors = [browser(separate_app, number) for number in range(2)]
    pages = [f"/organisations/{kept}/merge/{gone}" for kept, gone in addresses]
    answers = [{"csrf_token": token_of(visitor.get(page).text), "version": "1", "other_version": "1", "name": "this"}
               for visitor, page in zip(visitors, pages, strict=True)]  # fmt: skip
    db.session.rollback()
    codes: list[int] = []

    def send(number: int) -> None:
        codes.append(visitors[number].post(pages[number], data=answers[number]).status_code)

    at_once(separate_app, lambda: send(0), lambda: send(1))
    assert codes == [303, 303]
    assert (many(Organisation), many(OrganisationMerge)) == (1, 1)
    assert differences() == []


def test_a_visit_that_is_saved_during_a_merge_is_with_the_record_that_stays(separate_app: Flask, pair: Ids) -> None:
    kept, gone = pair
    merging, logging = (browser(separate_app, number) for number in range(2))
    page, new = f"/organisations/{kept}/merge/{gone}", f"/organisations/{gone}/activities/new"
    answers = {"csrf_token": token_of(merging.get(page).text), "version": "1", "other_version": "1", "name": "this"}
    visit = visit_of(logging, new)
    db.session.rollback()
    at_once(
        separate_app,
        lambda: merging.post(page, data=answers),
        lambda: send(logging, new, visit),
    )
    assert (many(Organisation), many(Activity)) == (1, 1)
    assert db.session.scalars(select(ActivityOrganisation.organisation_id)).all() == [kept]
    assert differences() == []


def test_a_role_that_is_added_during_a_merge_of_people_is_with_the_record_that_stays_or_refused(
    separate_app: Flask, pair: Ids
) -> None:
    """Never with nobody: whoever is second sees what the first did."""
    with every_area("a test looks at everything"):
        people = [Make().role(db.session.get_one(Organisation, group)).person_id for group in pair]
        db.session.commit()
    merging, adding = (browser(separate_app, number) for number in range(2))
    page, new = f"/people/{people[0]}/merge/{people[1]}", f"/organisations/{pair[0]}/people/new"
    answers = {"csrf_token": token_of(merging.get(page).text), "version": "1", "other_version": "1"}
    role = {**forms(adding.get(new).text)[-1][1], "name": "Amina Begum", "known": str(people[1]), "task": "usual"}
    db.session.rollback()
    at_once(
        separate_app,
        lambda: merging.post(page, data=answers),
        lambda: adding.post(new, data={**role, "role_class": "trustee"}),
    )
    db.session.rollback()
    with every_area("a test looks at everything"):
        assert db.session.scalars(select(Person.id)).all() == [people[0]]
        assert set(db.session.scalars(select(Role.person_id))) == {people[0]}
    assert differences() == []


def send(visitor: Visitor, address: str, visit: Answers) -> None:
    """As a browser does: sent again to where it is sent on."""
    answer = visitor.post(address, data=visit)
    if answer.status_code == 307:
        visitor.post(answer.headers["Location"], data=visit)


def visit_of(visitor: Visitor, address: str) -> Answers:
    """The form as the page gave it, filled in."""
    given = forms(visitor.get(address).text)[-1][1]
    return {**given, "method": "visit_own_venue", "outcome": "met", "note": "Tea with the committee"}
