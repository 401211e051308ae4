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
from crm.engagement.attachments.nightly import forget_removed
from crm.extensions import db
from tests.factories import Make

A_DAY = dt.timedelta(days=1)


@dataclass
class Shelf:
    """Files of one contact, all of three days ago."""

    make: Make
    held: Documents
    then: dt.datetime

    def keep(self, content: bytes, removed_ago: dt.timedelta | None = None, **more: str) -> str:
        digest = self.held.keep(content)
        self.age(digest)
        by = self.make.adviser(area := self.make.area())
        contact = self.make.activity(self.make.organisation(area), by)
        file = {"name": "minutes.pdf", "kind": DocumentKind.PDF, "size": len(content), "digest": digest}
        document = self.make.keep(Document(**file, added_by_id=by.id, created_at=self.then, **more))
        removed_at = clock.now() - removed_ago if removed_ago else None
        own = {"area_id": area.id, "activity_id": contact.id, "document_id": document.id}
        self.make.keep(Attachment(**own, removed_at=removed_at))
        return digest

    def age(self, digest: str) -> None:
        path = self.held.path(digest)
        assert path
        os.utime(path, (self.then.timestamp(),) * 2)

    def night(self) -> None:
        db.session.commit()
        forget_removed()
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
