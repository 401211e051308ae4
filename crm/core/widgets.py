"""Draws a form field with the macro of its component, in templates/components."""

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
