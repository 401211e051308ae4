"""What nothing names any more leaves the disk, and nothing else does."""

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.access.scope import every_area
from crm.core import clock
from crm.documents.models import Document, DocumentKind
from crm.documents.nightly import forget_unnamed
from crm.documents.storage import Documents
from crm.engagement.attachments.models import Attachment
from crm.engagement.models import ActivityOrganisation
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.policies.files.models import PolicyFile
from crm.retention.actions import lift_hold, place_hold
from crm.retention.nightly import delete_outlived
from tests.factories import Make

A_DAY = dt.timedelta(days=1)


@dataclass
class Shelf:
    """Files of contacts and policies, all of three days ago."""

    make: Make
    held: Documents
    then: dt.datetime

    def keep(self, content: bytes, removed_ago: dt.timedelta | None = None, **more: str) -> str:
        """With a contact."""
        contact = self.make.activity(self.make.organisation(area := self.make.area()), self.make.adviser(area))
        document = self.document(content, **more)
        own = {"area_id": area.id, "activity_id": contact.id, "document_id": document.id}
        self.make.keep(Attachment(**own, removed_at=clock.now() - removed_ago if removed_ago else None))
        return document.digest

    def keep_policy(self, document: Document, removed_ago: dt.timedelta | None = None) -> Organisation:
        """With the policy of the group that it gives."""
        version = self.make.policy_version(self.make.policy(group := self.make.organisation()))
        own = {"organisation_id": group.id, "policy_version_id": version.id, "document_id": document.id}
        self.make.keep(PolicyFile(**own, removed_at=clock.now() - removed_ago if removed_ago else None))
        return group

    def document(self, content: bytes, **more: str) -> Document:
        digest = self.held.keep(content)
        self.age(digest)
        file = {"name": "minutes.pdf", "kind": DocumentKind.PDF, "size": len(content), "digest": digest}
        return self.make.keep(Document(**file, added_by_id=self.make.account().id, created_at=self.then, **more))

    def age(self, digest: str) -> None:
        path = self.held.path(digest)
        assert path
        os.utime(path, (self.then.timestamp(),) * 2)

    def night(self) -> None:
        db.session.commit()
        delete_outlived()
        forget_unnamed()


@pytest.fixture
def shelf(separate_app: Flask) -> Iterator[Shelf]:
    with separate_app.app_context(), every_area("a test looks at everything"):
        held = Documents(separate_app.config["SETTINGS"].data_dir)
        yield Shelf(Make(), held, clock.now() - 3 * A_DAY)


def test_what_was_removed_can_be_put_back_for_a_day_and_then_leaves_the_disk(shelf: Shelf) -> None:
    today, before = shelf.keep(b"one", A_DAY / 2), shelf.keep(b"two", 2 * A_DAY)
    shelf.night()
    assert (shelf.held.path(before), shelf.held.path(today) is not None) == (None, True)
    assert db.session.scalars(select(Document.digest)).all() == [today]


def test_a_removed_file_of_a_policy_leaves_the_disk_after_a_day(shelf: Shelf) -> None:
    today, before = shelf.document(b"one"), shelf.document(b"two")
    shelf.keep_policy(today, A_DAY / 2)
    shelf.keep_policy(before, 2 * A_DAY)
    digests = today.digest, before.digest
    shelf.night()
    assert [shelf.held.path(digest) is not None for digest in digests] == [True, False]


def test_a_removed_file_that_another_policy_names_stays(shelf: Shelf) -> None:
    document = shelf.document(b"the model policy")
    shelf.keep_policy(document)
    shelf.keep_policy(document, 2 * A_DAY)
    shelf.night()
    assert shelf.held.path(document.digest) is not None
    assert db.session.scalar(select(func.count(PolicyFile.id))) == 1


def test_a_hold_keeps_what_was_removed_until_it_is_lifted(shelf: Shelf) -> None:
    digests = [shelf.keep(b"minutes", 2 * A_DAY), (policy := shelf.document(b"policy")).digest]
    shelf.keep_policy(policy, 2 * A_DAY)
    by = shelf.make.account()
    holds = [place_hold(group, "Inquiry 12", by) for group in db.session.scalars(select(Organisation.id))]
    shelf.night()
    assert all(shelf.held.path(digest) for digest in digests)
    for hold in holds:
        lift_hold(hold, by)
    shelf.night()
    assert not any(shelf.held.path(digest) for digest in digests)


def test_a_contact_with_a_group_on_hold_keeps_its_files_though_another_was_there(shelf: Shelf) -> None:
    digest = shelf.keep(b"minutes", 2 * A_DAY)
    link = db.session.scalars(select(ActivityOrganisation)).one()
    held = shelf.make.organisation()
    own = {"activity_id": link.activity_id, "area_id": link.area_id, "happened_on": link.happened_on}
    shelf.make.keep(ActivityOrganisation(**own, organisation_id=held.id))
    place_hold(held.id, "Inquiry 12", shelf.make.account())
    shelf.night()
    assert shelf.held.path(digest) is not None


def test_the_text_of_a_document_stays_as_long_as_it_and_no_longer(shelf: Shelf) -> None:
    texts = [shelf.held.keep(text) for text in (b"read one", b"read two")]
    for text in texts:
        shelf.age(text)
    shelf.keep(b"one", text_digest=texts[0])
    shelf.keep(b"two", 2 * A_DAY, text_digest=texts[1])
    shelf.night()
    assert [shelf.held.path(text) is not None for text in texts] == [True, False]


def test_a_file_that_another_document_still_holds_stays(shelf: Shelf) -> None:
    digest = shelf.keep(b"the same")
    shelf.keep(b"the same", 2 * A_DAY)
    shelf.night()
    assert shelf.held.path(digest) is not None
    assert db.session.scalar(select(func.count(Document.id))) == 1


def test_a_file_that_is_kept_again_waits_for_its_row(shelf: Shelf) -> None:
    """Between storing the file and committing the row, nothing names it yet."""
    digest = shelf.keep(b"sent again", 2 * A_DAY)
    shelf.held.keep(b"sent again")
    shelf.night()
    assert shelf.held.path(digest) is not None
    shelf.age(digest)
    shelf.night()
    assert shelf.held.path(digest) is None
