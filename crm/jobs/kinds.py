"""The kinds of work there are: each is one function, by a name that is kept with the job.

A feature that has work to do beside the pages says so where the function stands:

    @job("import", "Bring in a list", scope=as_asked(Permission.IMPORT))
    def bring_in(batch_id: int) -> None: ...

    @job("standing", "Facts that change by date", scope=for_every_area("nightly facts"), nightly_at=dt.time(0, 10))
    def refresh() -> dict[str, int]: ...

The function may be run twice, also after it was cut short, so it begins by looking what is left. It commits by itself,
takes plain JSON, and gives back a few figures or nothing. Nothing is in scope unless the kind says what.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from crm.access.guard import reach_of, scope_for
from crm.access.permissions import Permission
from crm.access.queries import account as account_of
from crm.access.scope import enter, every_area
from crm.core.errors import RuleBroken

Work = Callable[..., Any]
# Puts in scope what the work may see; given the id of whoever asked for it.
Scoping = Callable[[int | None], AbstractContextManager[None]]


@dataclass(frozen=True)
class Kind:
    name: str
    label: str
    run: Work
    scope: Scoping
    nightly_at: dt.time | None


_kinds: dict[str, Kind] = {}


def job(
    name: str, label: str, *, scope: Scoping | None = None, nightly_at: dt.time | None = None
) -> Callable[[Work], Work]:
    """Make a function known as work. With `nightly_at`, London time, it is asked for once a night."""

    def known(run: Work) -> Work:
        if name in _kinds:
            raise ValueError(f"There are two kinds of work named {name}")
        _kinds[name] = Kind(name, label, run, scope or (lambda _: nullcontext()), nightly_at)
        return run

    return known


def kind(name: str) -> Kind | None:
    return _kinds.get(name)


def label(name: str) -> str:
    known = _kinds.get(name)
    return known.label if known else name


def nightly() -> list[Kind]:
    return [kind for kind in _kinds.values() if kind.nightly_at]


def for_every_area(reason: str) -> Scoping:
    return lambda _: every_area(reason)


def as_asked(permission: Permission) -> Scoping:
    """As whoever asked may work now, by the grants held when the work is done."""

    @contextmanager
    def entered(account_id: int | None) -> Iterator[None]:
        account = account_of(account_id or 0)
        if not account.active or not reach_of(account, permission):
            raise RuleBroken("Whoever asked for this may not do it any more")
        enter(scope_for(account, permission))
        yield

    return entered
