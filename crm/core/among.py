"""Rows of one part of a long list: by any number of ids, which go to the database as one value.

An IN list is written out anew for each part, with a name for every id, and that took a fifth of a long file.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Integer, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Boolean, TypeDecorator


class _Ids(TypeDecorator[Sequence[int]]):
    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(ARRAY(Integer) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> Any:
        return list(value or ()) if dialect.name == "postgresql" else json.dumps(list(value or ()))


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True
    name = "among"

    def self_group(self, against: Any = None) -> Any:
        """As it is: SQLite would be asked whether it "= 1", and then look at every row."""
        return self


@compiles(_Among, "sqlite")
def _in_json(element: Any, compiler: Any, **options: Any) -> str:
    column, ids = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 (a column and a parameter)


@compiles(_Among, "postgresql")
def _in_array(element: Any, compiler: Any, **options: Any) -> str:
    column, ids = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} = ANY({ids})"


def among(column: Any, ids: Sequence[int] | str) -> ColumnElement[bool]:
    """`ids` are those, or the name of the parameter that a statement which is built once is given."""
    given = (
        bindparam(ids, type_=_Ids()) if isinstance(ids, str) else bindparam("ids", list(ids), type_=_Ids(), unique=True)
    )
    return _Among(column, given)
