"""Documents and the rows that name them, of whatever subject."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import exists, select, union

from crm.core.models import Base
from crm.documents.models import Document
from crm.extensions import db


def named_by_nothing(before: dt.datetime, limit: int = 200) -> Sequence[Document]:
    """Documents from before an instant that no row of any table names."""
    names = [exists().where(column == Document.id) for column in _naming()]
    wanted = select(Document).where(Document.created_at < before, *(~one for one in names))
    return db.session.scalars(wanted.order_by(Document.id).limit(limit)).all()


def _naming() -> list[Any]:
    keys = (key for table in Base.metadata.tables.values() for key in table.foreign_keys)
    return [key.parent for key in keys if key.column.table.name == Document.__tablename__]


def known_digests(digests: Collection[str]) -> set[str]:
    """Those by which a document names a file: its own, and that of its text."""
    names = (Document.digest, Document.text_digest)
    wanted = union(*(select(name).where(name.in_(digests)) for name in names))
    return set(db.session.scalars(wanted))
