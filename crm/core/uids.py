"""Keys that nobody can guess. Demonstration data counts them instead, so that the same world can be made again."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count

_counted: ContextVar[Iterator[uuid.UUID] | None] = ContextVar("uids", default=None)


def new() -> uuid.UUID:
    counted = _counted.get()
    return uuid.uuid4() if counted is None else next(counted)


@contextmanager
def counted_from(seed: int) -> Iterator[None]:
    """The same keys in the same order for the same seed; never outside demonstration data."""
    token = _counted.set(uuid.uuid5(uuid.NAMESPACE_OID, f"{seed}/{number}") for number in count())
    try:
        yield
    finally:
        _counted.reset(token)
