from typing import Any

from flask import Blueprint, url_for

engagement = Blueprint("engagement", __name__)


def page_href(endpoint: str, address: dict[str, Any] | None, **kept: Any) -> str | None:
    """The address of the neighbouring page of a list, if there is one."""
    return None if address is None else url_for(endpoint, **kept, **address)
