"""The names of groups beside accounts. `organisations` says how to find them, since access knows no organisations."""

from collections.abc import Callable, Iterable

_names: list[Callable[[set[int]], dict[int, str]]] = []


def register(names: Callable[[set[int]], dict[int, str]]) -> None:
    """`names` gives the names of the groups with these ids, in every area."""
    _names[:] = [names]


def names_of(organisation_ids: Iterable[int | None]) -> dict[int, str]:
    ids = {organisation_id for organisation_id in organisation_ids if organisation_id}
    return _names[0](ids) if ids else {}
