"""Handing on what an address says to another address."""

from typing import Any

from werkzeug.datastructures import MultiDict

OF_URL_FOR = frozenset(("endpoint", "_anchor", "_method", "_scheme", "_external"))


def handed_on(said: MultiDict[str, str]) -> dict[str, Any]:
    """All the answers by name, for `url_for`; but for names that it would take for instructions of ours."""
    return {name: answers for name, answers in said.lists() if name not in OF_URL_FOR}
