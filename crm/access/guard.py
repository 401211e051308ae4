"""Deny by default: a route without `@requires` or `@open_to_all` refuses to be registered (tests/whole)."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.local import LocalProxy

from crm.access.models import AreaPrivate, Layer, OfOrganisation
from crm.access.permissions import LAYER_OF, PERMISSIONS, READS, Permission
from crm.access.scope import Reach, Scope, enter
from crm.accounts.models import Account

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def signed_in() -> Account:
    """The account behind this request; only for views, actions are given their actor."""
    account: Account = current_user._get_current_object() if isinstance(current_user, LocalProxy) else current_user
    return account


def reach_of(account: Account, *permissions: Permission) -> Reach:
    """Where the account holds any of the permissions, by its grants."""
    held = [grant for grant in account.grants if PERMISSIONS[grant.role].intersection(permissions)]
    return Reach(
        everywhere=any(grant.region_wide for grant in held),
        areas=frozenset(grant.area_id for grant in held if grant.area_id),
        organisations=frozenset(grant.organisation_id for grant in held if grant.organisation_id),
    )


def scope_for(account: Account, permission: Permission | None) -> Scope:
    """What is in scope under a route: each layer as the person may read it, the route's own by its permission."""
    reaches = {layer: reach_of(account, *READS[layer]) for layer in Layer}
    if permission in LAYER_OF:
        reaches[LAYER_OF[permission]] = reach_of(account, permission)
    reason = permission.value if permission else "signed in"
    return Scope(reaches[Layer.CORE], reaches[Layer.ASSURANCE], reaches[Layer.PRIVATE], reason)


def requires(permission: Permission) -> Callable[[View], View]:
    """Let in whoever holds the permission somewhere, with every query narrowed to where."""

    def guard(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return _to_sign_in()
            account = signed_in()
            if not reach_of(account, permission):
                abort(403)
            enter(scope_for(account, permission))
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def signed_in_only(view: View) -> View:
    """A page for every account, such as its own; each layer is in scope as the person may read it."""

    @functools.wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if not current_user.is_authenticated:
            return _to_sign_in()
        enter(scope_for(signed_in(), None))
        return view(*args, **kwargs)

    guarded.permission = None  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def _to_sign_in() -> ResponseReturnValue:
    """With the way back to where the person wanted to go."""
    return redirect(url_for("security.login", next=request.full_path.rstrip("?") if request.method == "GET" else None))


def open_to_all(view: View) -> View:
    """A page that needs no sign-in, or that asks for nothing but one; it sees no scoped row."""
    view.permission = None  # type: ignore[attr-defined]
    return view


def can(permission: Permission, record: object | None = None) -> bool:
    """Whether to show a link: the person holds the permission, for this record's organisation or area if given."""
    if not current_user.is_authenticated:
        return False
    reaches: dict[Permission, Reach] = g.setdefault("reaches", {})
    if permission not in reaches:
        reaches[permission] = reach_of(signed_in(), permission)
    reach = reaches[permission]
    if record is None or reach.everywhere or not reach:
        return bool(reach)
    if isinstance(record, AreaPrivate):
        return record.area_id in reach.areas
    organisation: Any = record.organisation if isinstance(record, OfOrganisation) else record  # type: ignore[attr-defined]
    open_areas = {link.area_id for link in organisation.areas if link.ended_on is None}
    return organisation.id in reach.organisations or bool(open_areas & reach.areas)


def insist(permission: Permission, record: object) -> None:
    """Not found, unless the permission is held for this very record: somebody may view one area and edit another."""
    if not can(permission, record):
        abort(404)
