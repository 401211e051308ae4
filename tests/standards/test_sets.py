import datetime as dt
import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.access.scope import every_area
from crm.accounts.models import Account
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.standards.actions import sets as actions
from crm.standards.actions.sets import Naming
from crm.standards.models import SetState, StandardSet
from crm.standards.queries import sets as queries
from crm.standards.reference import load_reference
from crm.standards.rules.questions import Question
from seed.commands import REFERENCE
from tests.factories import Make
from tests.support.web import Visitor

SignIn = Callable[[Account], Visitor]
NAMING = Naming("toolkit", "Toolkit")
QUESTIONS = [Question("Policy", "A1", "Is there one?"), Question("Policy", "A2", "Is it known?", critical=True)]
SHEET = "Section,Code,Question,Critical\nPolicy,A1,Is there one?,no\nPolicy,A2,Is it known?,yes\n"


@pytest.fixture(autouse=True)
def november(session: Session) -> Iterator[None]:
    with clock.set_to(dt.date(2026, 11, 22)):
        yield


@pytest.fixture
def coordinator(make: Make, signed_in: SignIn) -> Visitor:
    return signed_in(make.coordinator(make.area()))


def versions(session: Session) -> list[tuple[int, SetState]]:
    wanted = select(StandardSet.number, StandardSet.state).order_by(StandardSet.number)
    return [(row.number, row.state) for row in session.execute(wanted)]


def brought_in(visitor: Visitor, sheet: str, **answers: str) -> str:
    file = (io.BytesIO(sheet.encode()), "toolkit.csv")
    given = {"title": "Toolkit", "file": file, **answers}
    answer = visitor.submit("/standards/new", **given)  # type: ignore[arg-type]
    return visitor.get(answer.location).text if answer.status_code == 303 else answer.text


def test_the_shipped_sets_are_put_in_use_and_loading_again_changes_nothing(session: Session) -> None:
    assert load_reference(REFERENCE)[0][1:] == (2, 0, 0)
    assert load_reference(REFERENCE)[0][1:] == (0, 0, 2)
    points, checklist = sorted(queries.sets_in_use(), key=lambda one: len(queries.set_with_criteria(one.id).criteria))
    assert [one.code for one in points.criteria] == [f"M{number}" for number in range(1, 8)]
    assert [one.code for one in checklist.criteria] == [f"SG{number:02}" for number in range(1, 29)]


def test_the_shipped_checklist_marks_what_the_domain_marks(session: Session) -> None:
    """domain.md 5.1"""
    load_reference(REFERENCE)
    criteria = {
        one.code: one for version in queries.sets_in_use() for one in queries.set_with_criteria(version.id).criteria
    }
    assert [code for code, one in criteria.items() if one.is_critical] == [
        "SG01", "SG05", "SG08", "SG10", "SG14", "SG15", "SG21",
    ]  # fmt: skip
    assert {code for code, one in criteria.items() if one.na_allowed} == {"SG21", "SG26", "M4"}
    assert [code for code, one in criteria.items() if one.due_months] == ["SG03"]
    links = [(link.set_code, link.criterion_code) for one in criteria.values() for link in one.crosswalk]
    assert {set_code for set_code, _ in links} == {"safeguarding-checklist"}
    assert {code for _, code in links} <= set(criteria)


def test_a_changed_file_makes_a_draft_and_leaves_what_was_published(session: Session) -> None:
    first = actions.bring_in(NAMING, QUESTIONS, None)
    actions.publish(first, None)
    second = actions.bring_in(NAMING, [replace(QUESTIONS[0], question="Is one written?")], None)
    assert versions(session) == [(1, SetState.PUBLISHED), (2, SetState.DRAFT)]
    assert actions.questions_of(queries.set_with_criteria(first.id)) == QUESTIONS
    actions.bring_in(NAMING, QUESTIONS[:1], None)
    assert [one.question for one in second.criteria] == ["Is there one?"]
    assert versions(session)[1:] == [(2, SetState.DRAFT)]


def test_publishing_a_version_takes_the_one_before_out_of_use(session: Session) -> None:
    first = actions.bring_in(NAMING, QUESTIONS, None)
    actions.publish(first, None)
    second = actions.bring_in(NAMING, QUESTIONS[:1], None)
    actions.publish(second, None)
    session.flush()
    assert versions(session) == [(1, SetState.RETIRED), (2, SetState.PUBLISHED)]
    actions.publish(first, None)
    session.flush()
    assert versions(session) == [(1, SetState.PUBLISHED), (2, SetState.RETIRED)]


def test_a_sheet_that_says_the_same_is_no_new_version(session: Session) -> None:
    actions.bring_in(NAMING, QUESTIONS, None)
    with pytest.raises(RuleBroken, match="Nothing has changed"):
        actions.bring_in(NAMING, QUESTIONS, None)


@pytest.mark.parametrize("state", [SetState.DRAFT, SetState.PUBLISHED])
def test_the_database_refuses_two_of_a_set_in_draft_or_in_use(session: Session, state: SetState) -> None:
    on = dt.date(2026, 11, 1) if state is SetState.PUBLISHED else None
    session.add_all(StandardSet(code="a", number=one, title="A", state=state, published_on=on) for one in (1, 2))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.flush()


def test_a_coordinator_brings_in_a_sheet_and_puts_it_in_use(coordinator: Visitor, session: Session) -> None:
    page = brought_in(coordinator, SHEET)
    assert "Brought in as a draft" in page
    assert "A2. Is it known?" in page
    [version] = session.scalars(select(StandardSet))
    assert coordinator.submit(f"/standards/{version.id}", form=1).status_code == 303
    assert versions(session) == [(1, SetState.PUBLISHED)]


def test_what_is_wrong_in_a_sheet_is_named_line_by_line_and_nothing_is_kept(
    coordinator: Visitor, session: Session
) -> None:
    page = brought_in(coordinator, SHEET + "Policy,A2,Again?,no\nPolicy,,What?,maybe\n")
    assert "Nothing was brought in" in page
    for words in ("“code” stands twice: “A2”", "“code” is empty", "“critical” must be yes or no: “maybe”"):
        assert words in page
    assert "no column called section or question" in brought_in(coordinator, "Code,Weight\nA1,1\n")
    assert versions(session) == []


def test_a_set_got_as_a_sheet_can_be_brought_in_changed(coordinator: Visitor, session: Session) -> None:
    version = actions.bring_in(NAMING, QUESTIONS, None)
    actions.publish(version, None)
    session.flush()
    sheet = coordinator.get(f"/standards/{version.id}/sheet.csv").text.lstrip("\ufeff")
    assert "Nothing has changed" in brought_in(coordinator, sheet, which="toolkit")
    assert "version" in brought_in(coordinator, sheet.replace("Is it known", "Do all know it"), which="toolkit").lower()
    assert versions(session) == [(1, SetState.PUBLISHED), (2, SetState.DRAFT)]


def test_an_adviser_reads_the_sets_and_does_not_change_them(make: Make, signed_in: SignIn) -> None:
    adviser = signed_in(make.adviser(make.area()))
    page = adviser.get("/standards").text
    assert "There are no sets yet" in page
    assert "Bring in a set" not in page
    assert adviser.get("/standards/new").status_code == 403


def test_a_new_set_never_takes_the_place_of_one_of_the_same_name(coordinator: Visitor, session: Session) -> None:
    brought_in(coordinator, SHEET)
    page = brought_in(coordinator, SHEET.replace("A2", "A3"), title="TOOLKIT!")
    assert "There is a set of this name: bring it in as a new version of it" in page
    [version] = session.scalars(select(StandardSet))
    assert [one.code for one in queries.set_with_criteria(version.id).criteria] == ["A1", "A2"]


def test_of_several_who_bring_in_a_new_set_at_once_one_does(separate_app: Flask) -> None:
    everybody_ready = threading.Barrier(4)
    answered: list[str] = []

    def bring_in() -> None:
        everybody_ready.wait()
        with separate_app.app_context(), every_area("somebody brings in a set"):
            try:
                actions.bring_in(NAMING, QUESTIONS, None)
            except RuleBroken:
                answered.append("refused")
            else:
                db.session.commit()
                answered.append("brought in")

    threads = [threading.Thread(target=bring_in) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answered) == ["brought in", "refused", "refused", "refused"]
