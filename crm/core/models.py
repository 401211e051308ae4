"""The declarative base, column types and column mixins of every table."""

import datetime as dt
import enum
import uuid
from typing import Annotated, Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, Text, TypeDecorator, Uuid, orm
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from crm.core import clock

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[dt.datetime]):
    """An instant, stored in UTC; refuses a value that does not say its time zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs a time zone")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=dt.UTC)


def code(kind: type[enum.StrEnum], name: str | None = None) -> Enum:
    """A StrEnum stored by value as text with a CHECK; `name` tells two columns of one table apart."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=name or kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    registry = orm.registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            str: Text(),
            dt.datetime: UTCDateTime(),
            uuid.UUID: Uuid(),
            dict[str, Any]: JSON(),
            list[Any]: JSON(),
            enum.StrEnum: Enum(
                enum.StrEnum,
                native_enum=False,
                create_constraint=True,
                length=40,
                values_callable=lambda members: [member.value for member in members],
            ),
        },
    )


pk = Annotated[int, mapped_column(primary_key=True)]
# Folded text to sort by: collation C, so that both databases agree on the order.
sort_key = Annotated[str, mapped_column(Text().with_variant(Text(collation="C"), "postgresql"))]


class Timestamped:
    """When the row was made and last changed, as the system saw it."""

    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[dt.datetime] = mapped_column(default=clock.now, onupdate=clock.now)


class Versioned:
    """An edit form carries `version_id`; a save from an older one raises StaleDataError (stack.md G4)."""

    version_id: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__dict__.get("version_id") or cls.version_id}
