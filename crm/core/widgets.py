"""Draws a form field with the macro of its component, in templates/components."""

from functools import lru_cache
from typing import Any

from flask import current_app
from markupsafe import Markup


def draw(component: str, **arguments: Any) -> Markup:
    """Nothing is escaped here: the macro escapes whatever is not already Markup."""
    module = current_app.jinja_env.get_template(f"components/{component}.html").module
    drawn: Markup = getattr(module, component)(**arguments)
    return drawn


class Component:
    """The widget of every shown field: the field says which component, and with which arguments."""

    def __call__(self, field: Any, **changed: Any) -> Markup:
        return draw(field.component, **field.arguments(**changed))


class Kept(Component):
    """For a field of every list's filters: what was drawn of the same answers is kept. Arguments must be hashable."""

    def __call__(self, field: Any, **changed: Any) -> Markup:
        return _kept(field.component, **field.arguments(**changed))


_kept = lru_cache(maxsize=500)(draw)
