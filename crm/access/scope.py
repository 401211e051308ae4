"""Narrows every ORM read and write to what the person may see, in this one place.

`Narrowing` hangs one option on a statement in place of one `with_loader_criteria` for each table, which costs
a tenth (docs/decisions/0002). The values are asked for when the statement runs, so a compiled statement is
shared by everybody. What it does not reach stands in stack.md 8; `tests/whole` bans those forms.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, bindparam, event, false, inspect, or_, true
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.interfaces import CriteriaOption
from sqlalchemy.orm.util import LoaderCriteriaOption
from sqlalchemy.sql.visitors import InternalTraversal

from crm.access.models import AreaPrivate, Layer, OfOrganisation
from crm.core.models import Base
from crm.extensions import db


class ScopeNotSet(RuntimeError):
    """A scoped table was asked for before the guard said what is in scope."""


class OutOfScope(RuntimeError):
    """A row was about to be written where this person may not write."""


@dataclass(frozen=True)
class Reach:
    """Where a permission is held: everywhere, or in some areas and for some organisations, by id."""

    everywhere: bool = False
    areas: frozenset[int] = frozenset()
    organisations: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.areas or self.organisations)

    @property
    def shape(self) -> str:
        if self.everywhere:
            return "everywhere"
        return ("a" if self.areas else "") + ("o" if self.organisations else "") or "nothing"


EVERYWHERE = Reach(everywhere=True)
NOWHERE = Reach()


@dataclass(frozen=True)
class Scope:
    core: Reach = NOWHERE
    assurance: Reach = NOWHERE
    private: Reach = NOWHERE
    reason: str = field(default="", compare=False)

    def reach(self, layer: Layer) -> Reach:
        reach: Reach = getattr(self, layer.value)
        return reach


Condition = Callable[[Callable[[Layer], "LayerCondition"]], ColumnElement[bool]]


@dataclass(frozen=True)
class LayerCondition:
    """The SQL of one layer, for a column that holds an organisation's id or one that holds an area's."""

    layer: Layer
    shape: str

    def areas(self) -> Any:
        return bindparam(
            f"{self.layer}_areas", expanding=True, callable_=lambda: sorted(current().reach(self.layer).areas)
        )

    def organisations(self) -> Any:
        return bindparam(
            f"{self.layer}_organisations",
            expanding=True,
            callable_=lambda: sorted(current().reach(self.layer).organisations),
        )

    def organisation(self, column: Any) -> ColumnElement[bool]:
        if self.shape in ("nothing", "everywhere"):
            return true() if self.shape == "everywhere" else false()
        either = []
        if "a" in self.shape:
            either.append(_membership[0](column, self.areas()))
        if "o" in self.shape:
            either.append(column.in_(self.organisations()))
        return or_(*either)

    def area(self, column: Any) -> ColumnElement[bool]:
        if self.shape == "everywhere":
            return true()
        return column.in_(self.areas()) if "a" in self.shape else false()


_membership: list[Callable[[Any, Any], ColumnElement[bool]]] = []
_meeting: list[Callable[[Session, set[int], frozenset[int]], set[int]]] = []
_special: dict[type, Condition] = {}
_led_by: dict[type, str] = {}


def register_membership(
    condition: Callable[[Any, Any], ColumnElement[bool]],
    meeting: Callable[[Session, set[int], frozenset[int]], set[int]],
) -> None:
    """Say how an organisation's id meets a list of areas, in SQL and for some ids; `organisations` does at start-up."""
    _membership[:] = [condition]
    _meeting[:] = [meeting]


def register(entity: type, condition: Condition) -> None:
    """Give a table that is neither OfOrganisation nor AreaPrivate its own condition."""
    _special[entity] = condition


def register_lead(entity: type, attribute: str) -> None:
    """Say which column of a table names the area that must be in reach to make such a row."""
    _led_by[entity] = attribute


class AlsoForAliases(LoaderCriteriaOption):
    """Puts the condition on the alias itself where one is joined by an ON of its own.

    SQLAlchemy leaves it on the table there, so that any row in scope would let every row of the alias through.
    """

    inherit_cache = True

    def _resolve_where_criteria(self, ext_info: Any) -> ColumnElement[bool]:
        condition = super()._resolve_where_criteria(ext_info)
        adapted: ColumnElement[bool] = ext_info._adapter.traverse(condition) if ext_info.is_aliased_class else condition
        return adapted


class Narrowing(CriteriaOption):
    """All the loader criteria of one shape of scope, cached under that shape's name."""

    _cache_key_traversal = _traverse_internals = [("shape", InternalTraversal.dp_string)]
    inherit_cache = None
    propagate_to_loaders = False

    def __init__(self, shape: str, options: Sequence[Any]) -> None:
        self.shape = shape
        self.options = options

    def process_compile_state(self, compile_state: Any) -> None:
        for option in self.options:
            option.process_compile_state(compile_state)

    def process_compile_state_replaced_entities(self, compile_state: Any, mapper_entities: Any) -> None:
        self.process_compile_state(compile_state)

    def get_global_criteria(self, attributes: dict[Any, Any]) -> None:
        for option in self.options:
            option.get_global_criteria(attributes)


@cache
def _narrowing(core: str, assurance: str, private: str) -> Narrowing:
    shapes = {Layer.CORE: core, Layer.ASSURANCE: assurance, Layer.PRIVATE: private}
    options = []
    for mapper in sorted(Base.registry.mappers, key=lambda m: m.class_.__name__):
        condition = _condition(mapper.class_, shapes)
        if condition is not None:
            options.append(AlsoForAliases(mapper.class_, condition, include_aliases=True))
    return Narrowing(f"{core}/{assurance}/{private}", options)


def _condition(entity: type, shapes: dict[Layer, str]) -> ColumnElement[bool] | None:
    def layer(wanted: Layer) -> LayerCondition:
        return LayerCondition(wanted, shapes[wanted])

    if entity in _special:
        return None if set(shapes.values()) == {"everywhere"} else _special[entity](layer)
    if issubclass(entity, OfOrganisation) and shapes[entity.layer] != "everywhere":
        return layer(entity.layer).organisation(entity.organisation_id)
    if issubclass(entity, AreaPrivate) and shapes[Layer.PRIVATE] != "everywhere":
        return layer(Layer.PRIVATE).area(entity.area_id)
    return None


def current() -> Scope:
    scope = db.session().info.get("scope")
    if scope is None:
        raise ScopeNotSet("Nothing is in scope until the guard or every_area says so")
    assert isinstance(scope, Scope)
    return scope


def enter(scope: Scope) -> None:
    """Set the scope of this session, once: rows loaded under one scope must not be met under another."""
    known = db.session().info.setdefault("scope", scope)
    if known != scope:
        raise RuntimeError("The scope of a session cannot change")


@contextmanager
def every_area(reason: str) -> Iterator[None]:
    """Work for no one area. In a request use it for columns and counts only, never to load entities."""
    session = db.session()
    before = session.info.get("scope")
    session.info["scope"] = Scope(EVERYWHERE, EVERYWHERE, EVERYWHERE, reason)
    try:
        yield
    finally:
        if before is None:
            session.info.pop("scope", None)
        else:
            session.info["scope"] = before


# A statement that is built once is narrowed once: the key of a compiled statement, worked out from all its parts,
# is then kept with it. Those that are built for a request go with it.
_narrowed: WeakKeyDictionary[Any, dict[tuple[str, str, str], Any]] = WeakKeyDictionary()


def _narrow(state: ORMExecuteState) -> None:
    if not (state.is_select or state.is_update or state.is_delete):
        return
    scope = state.session.info.get("scope")
    shapes = ("a", "a", "a") if scope is None else (scope.core.shape, scope.assurance.shape, scope.private.shape)
    if shapes != ("everywhere", "everywhere", "everywhere"):
        narrowed = _narrowed.setdefault(state.statement, {})
        if shapes not in narrowed:
            narrowed[shapes] = state.statement.options(_narrowing(*shapes))
        state.statement = narrowed[shapes]


def _check_writes(session: Session, _context: Any, _instances: Any) -> None:
    """Hole 6 of stack.md 8: no row is written for an area or an organisation out of reach."""
    scope: Scope = session.info.get("scope") or Scope()
    rows = [
        row
        for row in (*session.new, *session.dirty, *session.deleted)
        if session.is_modified(row) or row in session.deleted
    ]
    wanted: dict[Layer, set[int]] = {}
    for row in rows:
        if isinstance(row, AreaPrivate):
            _check_areas(scope, row)
        elif isinstance(row, OfOrganisation) and not scope.reach(row.layer).everywhere:
            wanted.setdefault(row.layer, set()).update(_now_and_before(row, "organisation_id"))
        elif row in session.new and type(row) in _led_by:
            _check_lead(scope, row)
    for layer, ids in wanted.items():
        reach = scope.reach(layer)
        missing = ids - reach.organisations
        if missing - _meeting[0](session, missing, reach.areas):
            raise OutOfScope(f"An organisation out of reach, layer {layer}")


def _check_lead(scope: Scope, row: object) -> None:
    if not scope.core.everywhere and getattr(row, _led_by[type(row)]) not in scope.core.areas:
        raise OutOfScope(f"A new {type(row).__name__} led by an area out of reach")


def _check_areas(scope: Scope, row: AreaPrivate) -> None:
    if not scope.private.everywhere and not _now_and_before(row, "area_id") <= scope.private.areas:
        raise OutOfScope(f"{type(row).__name__} of an area out of reach")


def _now_and_before(row: object, attribute: str) -> set[int]:
    """The key as it will be and as it was; a key that the flush has still to set is left out."""
    history = inspect(row).attrs[attribute].history
    return {key for key in (*(history.added or ()), *(history.unchanged or ()), *(history.deleted or ())) if key}


def init_app() -> None:
    event.listen(db.session, "do_orm_execute", _narrow)
    event.listen(db.session, "before_flush", _check_writes)
