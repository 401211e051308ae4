"""GOV.UK's own examples of each component, put into the words of our macros."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from tests.components.option_names import OPTION_NAMES, Names

ROOT = Path(__file__).parents[2]
GOVUK = ROOT / "node_modules/govuk-frontend/dist/govuk/components"
TEMPLATES = Environment(
    loader=FileSystemLoader(ROOT / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


class NotOurOptionError(Exception):
    """A fixture uses an option that our macro does not have."""


def fixtures_of(component: str) -> list[dict[str, Any]]:
    fixtures: list[dict[str, Any]] = json.loads((GOVUK / component / "fixtures.json").read_text())["fixtures"]
    return fixtures


def arguments(component: str, options: dict[str, Any]) -> dict[str, Any]:
    given = _renamed(options, OPTION_NAMES[component])
    if options.get("fieldset") is not None:
        # An empty legend asks for a fieldset without one.
        given.setdefault("legend", "")
    return given


def is_covered(component: str, fixture: dict[str, Any]) -> bool:
    try:
        arguments(component, fixture["options"])
    except NotOurOptionError:
        return False
    return True


def macro(component: str) -> Callable[..., str]:
    name = component.replace("-", "_")
    found: Callable[..., str] = getattr(TEMPLATES.get_template(f"components/{name}.html").module, name)
    return found


def render(component: str, options: dict[str, Any]) -> str:
    return macro(component)(**arguments(component, options))


def _renamed(options: dict[str, Any], names: Names) -> dict[str, Any]:
    """Where an option comes both as text and as HTML, GOV.UK takes the HTML."""
    given: dict[str, Any] = {}
    for path, value in sorted(_leaves(options, names), key=lambda leaf: leaf[0].lower().endswith("html")):
        name = names[path]
        if isinstance(name, tuple):
            given[name[0]] = _items(value, name[1])
        elif name == "caller":
            given[name] = partial(Markup, value)
        else:
            given[name] = _said(path, value)
    return given


def _said(path: str, value: Any) -> Any:
    if path.lower().endswith("html"):
        return Markup(value.strip())
    return "false" if value is False and path == "value" else value


def _items(value: Any, names: Names) -> Any:
    if isinstance(value, list):
        return [_items(item, names) for item in value]
    return _renamed(value, names) if isinstance(value, dict) else value


def _leaves(options: dict[str, Any], names: Names, inside: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in options.items():
        path = inside + key
        if value is None or (value is False and key.endswith("tml")):
            continue
        if path in names and _is_plain(path, value):
            yield path, value
        elif isinstance(value, dict) and path not in names:
            yield from _leaves(value, names, path + ".")
        else:
            raise NotOurOptionError(path)


def _is_plain(path: str, value: Any) -> bool:
    """Our attributes are a mapping of plain values; GOV.UK also takes a string, and optional values."""
    if not path.lower().endswith("attributes"):
        return True
    return isinstance(value, dict) and not any(isinstance(v, dict) for v in value.values())


class _Tokens(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Any] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tidy = sorted((name, " ".join((value or "").split())) for name, value in attrs)
        self.found.append((tag, tidy))

    def handle_endtag(self, tag: str) -> None:
        self.found.append("/" + tag)

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words:
            self.found.append(words)


def normalised(html: str) -> list[Any]:
    """Tags with their attributes in order, and texts without needless blanks."""
    parser = _Tokens()
    parser.feed(html)
    parser.close()
    return parser.found
