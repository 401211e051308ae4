"""The files of a version: kept, opened in scope alone, removed and put back."""

import datetime as dt
from io import BytesIO
from typing import Any, NamedTuple

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.audit.models import AuditEntry
from crm.core import clock
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.policies.files import rules
from crm.policies.files.models import PolicyFile
from crm.policies.models import PolicyVersion, VersionState
from tests.documents.files import DOCX, JPEG, PDF, PLACE, docx_saying
from tests.factories import Make
from tests.support.web import SignIn, Visitor, forms


class World(NamedTuple):
    group: Organisation
    version: PolicyVersion
    adviser: Visitor

    @property
    def page(self) -> str:
        return f"/policies/{self.version.policy_id}"

    def add(self, *files: tuple[bytes, str], **answers: Any) -> Any:
        return add(self.adviser, f"/policies/versions/{self.version.id}/files/new", *files, **answers)


def add(visitor: Visitor, page: str, *files: tuple[bytes, str], **answers: Any) -> Any:
    given = forms(visitor.get(page).text)[-1][1] | answers
    return visitor.post(page, data={**given, "file": [(BytesIO(content), name) for content, name in files]})


@pytest.fixture
def world(make: Make, signed_in: SignIn) -> World:
    area = make.area()
    group = make.organisation(area, name="Hope Chapel")
    return World(group, make.policy_version(make.policy(group)), signed_in(make.adviser(area)))


def kept(session: Session) -> list[PolicyFile]:
    return list(session.scalars(select(PolicyFile).order_by(PolicyFile.id)))


def to_state(version: PolicyVersion, state: VersionState) -> None:
    """As if the version had come there by its steps."""
    version.state = state
    version.adopted_on, version.review_due_on = clock.today(), clock.today() + dt.timedelta(days=365)
    version.ended_on = clock.today() if state is VersionState.SUPERSEDED else None
    db.session.flush()


def opened(visitor: Visitor, address: str) -> Any:
    """Read to its end, so that the file is closed."""
    with visitor.get(address, buffered=True) as answer:
        return answer


def press(visitor: Visitor, address: str) -> Any:
    token = forms(visitor.get("/account").text)[0][1]["csrf_token"]
    return visitor.post(address, data={"csrf_token": token})


def test_several_files_are_kept_and_come_back_to_be_saved(world: World, session: Session) -> None:
    assert world.add((PDF, "سياسة <b>.pdf"), (JPEG, "page 2.jpg")).status_code == 303
    page = world.adviser.get(world.page).text
    assert "2 files kept" in page
    assert "سياسة &lt;b&gt;.pdf" in page
    first, second = (opened(world.adviser, f"/policies/files/{file.id}") for file in kept(session))
    assert first.data == PDF
    assert first.headers["Content-Disposition"].startswith("attachment;")
    assert first.headers["Cache-Control"] == "private, no-store"
    assert PLACE not in second.data


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"<script>alert(1)</script>", "policy.pdf", "Choose a PDF"),
        (PDF, "Amina DBS.pdf", "DBS certificate is never kept"),
        (docx_saying("Certificate Number 001234567890"), "policy.docx", "DBS certificate is never kept"),
    ],
)
def test_one_file_that_is_refused_keeps_none_of_them(
    world: World, session: Session, content: bytes, name: str, told: str
) -> None:
    page = world.add((DOCX, "policy.docx"), (content, name))
    assert page.status_code == 200
    assert told in page.text
    assert 'href="#file"' in page.text
    assert session.scalar(select(func.count(PolicyFile.id))) == 0


def test_without_a_file_the_page_asks_for_one(world: World) -> None:
    assert "Choose a file" in world.add().text


def test_more_than_twenty_files_at_once_are_refused(world: World, session: Session) -> None:
    pages = [(JPEG, f"page {number}.jpg") for number in range(21)]
    refused = world.add(*pages)
    assert "Choose at most 20 files at once: you chose 21" in refused.text
    assert 'href="#file"' in refused.text
    assert kept(session) == []
    assert "20 files kept" in world.adviser.get(world.add(*pages[:20]).location).text


def test_a_form_that_is_sent_twice_keeps_its_files_once(world: World, session: Session) -> None:
    address = f"/policies/versions/{world.version.id}/files/new"
    given = forms(world.adviser.get(address).text)[-1][1]
    for _ in range(2):
        world.adviser.post(address, data={**given, "file": (BytesIO(PDF), "policy.pdf")})
    assert len(kept(session)) == 1


def test_a_name_that_tells_which_child_is_meant_needs_a_reason(world: World, session: Session) -> None:
    files = ((PDF, "policy.pdf"), (PDF, "Letter_about_Maryam (9).pdf"))
    held_up = world.add(*files)
    assert "The name of a file seems to hold the age of one child" in held_up.text
    given = forms(held_up.text)[-1][1] | {"guard_reason": "adult"}
    sent = {**given, "file": [(BytesIO(content), name) for content, name in files]}
    world.adviser.post(f"/policies/versions/{world.version.id}/files/new", data=sent)
    assert len(kept(session)) == 2
    assert "policy_file.kept_despite_warning" in session.scalars(select(AuditEntry.event)).all()


def test_what_was_removed_is_not_opened_until_it_is_put_back(world: World, session: Session) -> None:
    world.add((PDF, "policy.pdf"))
    address = f"/policies/files/{kept(session)[0].id}"
    assert press(world.adviser, f"{address}/remove").status_code == 303
    assert opened(world.adviser, address).status_code == 404
    press(world.adviser, f"{address}/put-back")
    assert opened(world.adviser, address).status_code == 200
    events = session.scalars(select(AuditEntry.event).where(AuditEntry.table_name == "policy_file"))
    assert sorted(events) == ["policy_file.added", "policy_file.put_back", "policy_file.removed"]


@pytest.mark.parametrize("state", [VersionState.REVIEWED_OK, VersionState.ADOPTED, VersionState.SUPERSEDED])
def test_nothing_is_added_to_a_version_that_was_read_or_adopted(world: World, state: VersionState) -> None:
    world.add((PDF, "policy.pdf"))
    to_state(world.version, state)
    page = world.adviser.get(world.page).text
    assert "policy.pdf" in page
    assert "files/new" not in page
    assert "so its files stay as they are" in world.add((PDF, "other.pdf")).text


def test_what_must_not_be_kept_is_removed_from_an_adopted_version_too(world: World, session: Session) -> None:
    world.add((PDF, "policy.pdf"), (PDF, "found late.pdf"))
    to_state(world.version, VersionState.ADOPTED)
    removed = f"/policies/files/{kept(session)[1].id}"
    press(world.adviser, f"{removed}/remove")
    assert [file.removed_at is None for file in kept(session)] == [True, False]
    press(world.adviser, f"{removed}/put-back")
    assert [file.removed_at is None for file in kept(session)] == [True, True]


@pytest.mark.parametrize("state", [VersionState.SUBMITTED, VersionState.CHANGES_REQUESTED])
def test_until_it_is_answered_what_was_sent_can_be_changed(world: World, session: Session, state: VersionState) -> None:
    to_state(world.version, state)
    world.add((PDF, "policy.pdf"))
    press(world.adviser, f"/policies/files/{kept(session)[0].id}/remove")
    world.add((PDF, "page 1.pdf"))
    assert [file.removed_at is None for file in kept(session)] == [False, True]


def test_an_adopted_text_that_was_seen_on_paper_is_added_once(world: World, session: Session) -> None:
    to_state(world.version, VersionState.ADOPTED)
    address = f"/policies/versions/{world.version.id}/files/new"
    assert address in world.adviser.get(world.page).text
    given = forms(world.adviser.get(address).text)[-1][1]
    for _ in range(2):
        sent = world.adviser.post(address, data={**given, "file": (BytesIO(PDF), "policy.pdf")})
    assert "stay as they are" not in sent.text
    assert address not in world.adviser.get(world.page).text
    assert "so its files stay as they are" in world.add((PDF, "other.pdf")).text
    assert len(kept(session)) == 1


def test_another_area_and_another_group_open_no_file(
    world: World, session: Session, make: Make, signed_in: SignIn
) -> None:
    world.add((PDF, "policy.pdf"))
    key = kept(session)[0].id
    elsewhere = signed_in(make.adviser(make.area()))
    other = signed_in(make.group_account(make.organisation()))
    assert opened(elsewhere, f"/policies/files/{key}").status_code == 404
    assert press(elsewhere, f"/policies/files/{key}/remove").status_code == 404
    assert opened(other, f"/my-group/files/{key}").status_code == 404
    assert press(other, f"/my-group/files/{key}/remove").status_code == 404


def test_the_text_is_shown_as_it_is_and_never_as_html(world: World, session: Session) -> None:
    world.add((docx_saying("سياسة الحماية", "Tell &lt;script&gt;alert(1)&lt;/script&gt;"), "policy.docx"))
    address = f"/policies/files/{kept(session)[0].id}/text"
    assert f'href="{address}"' in world.adviser.get(world.page).text
    page = world.adviser.get(address).text
    assert "سياسة الحماية\nTell &lt;script&gt;alert(1)" in page


def test_a_long_text_is_shown_in_parts(world: World, session: Session) -> None:
    world.add((docx_saying(*["first " * 1_000] * 6, "last line"), "policy.docx"))
    address = f"/policies/files/{kept(session)[0].id}/text"
    first = world.adviser.get(address).text
    assert "Part 1 of 2" in first
    assert "last line" not in first
    for part in ("2", "99"):
        assert "last line" in world.adviser.get(f"{address}?part={part}").text
    assert "Part 1 of 2" in world.adviser.get(f"{address}?part=-1").text


def test_where_no_text_can_be_read_the_page_says_so_and_offers_the_file(world: World, session: Session) -> None:
    world.add((JPEG, "page 1.jpg"))
    address = f"/policies/files/{kept(session)[0].id}"
    page = world.adviser.get(f"{address}/text").text
    assert "No text can be read in this file" in page
    assert f'href="{address}"' in page
    assert "Read the text" not in world.adviser.get(world.page).text


def test_a_text_is_cut_between_its_lines() -> None:
    lines = "\n".join(f"line {number}" for number in range(10_000))
    found = rules.parts(lines)
    assert "".join(found) == lines
    assert all(part.endswith("\n") and len(part) <= rules.MOST_LETTERS for part in found[:-1])
    assert "".join(rules.parts("x" * 70_000)) == "x" * 70_000
    assert rules.parts("") == [""]
