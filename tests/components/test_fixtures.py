"""Our macros draw what GOV.UK's draw, for every example that uses only options ours have."""

from typing import Any

import pytest
from markupsafe import Markup

from tests.components.fixtures import GOVUK, arguments, fixtures_of, is_covered, macro, normalised, render
from tests.components.option_names import OPTION_NAMES

COVERED = [
    pytest.param(component, fixture, id=f"{component}: {fixture['name']}")
    for component in OPTION_NAMES
    for fixture in fixtures_of(component)
    if is_covered(component, fixture)
]

# Every other example of a component we have uses an option that ours does not.
LEFT_OUT = {
    "character-count": {
        "with custom textarea description",
        "custom classes on countMessage",
        "when neither maxlength nor maxwords are set",
        "with translations",
    },
    "checkboxes": {"label with attributes"},
    "file-upload": {
        "enhanced",
        "enhanced, with error message and hint",
        "enhanced, multiple files",
        "enhanced, custom wrapper classes and attributes",
        "translated, no javascript enhancement",
        "translated",
        "with value",
    },
    "input": {
        "with prefix with classes",
        "with prefix with attributes",
        "with suffix with classes",
        "with suffix with attributes",
        "with customised input wrapper",
    },
    "password-input": {"with translations"},
    "radios": {"label with attributes"},
    "service-navigation": {"with slotted content"},
    "summary-list": {"summary card with custom attributes"},
}
# Pages that need one of these take it from govuk-frontend-jinja.
NOT_OURS = {"accordion", "cookie-banner", "exit-this-page", "footer", "generic-header", "header", "tabs", "task-list"}


@pytest.mark.parametrize(("component", "fixture"), COVERED)
def test_our_macro_draws_what_govuk_draws(component: str, fixture: dict[str, Any]) -> None:
    assert normalised(render(component, fixture["options"])) == normalised(fixture["html"])


@pytest.mark.parametrize("component", OPTION_NAMES)
def test_only_these_fixtures_are_left_out(component: str) -> None:
    left_out = {f["name"] for f in fixtures_of(component) if not is_covered(component, f)}
    assert left_out == LEFT_OUT.get(component, set())


def test_every_component_of_govuk_is_ours_or_named_as_not_ours() -> None:
    components = {fixtures.parent.name for fixtures in GOVUK.glob("*/fixtures.json")}
    assert components == NOT_OURS | set(OPTION_NAMES)


@pytest.mark.parametrize(("component", "fixture"), COVERED)
def test_what_people_typed_is_escaped(component: str, fixture: dict[str, Any]) -> None:
    typed = _with_markup_in_every_text(arguments(component, fixture["options"]))
    assert '<i title="' not in macro(component)(**typed)


def test_a_missing_attribute_is_seen_by_the_comparison() -> None:
    assert normalised('<p class="a" id="b">Two words</p>') != normalised('<p class="a">Two words</p>')
    assert normalised('<p id="b"  class="a">Two\nwords</p>') == normalised('<p class="a" id="b"> Two words</p>')


def _with_markup_in_every_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_markup_in_every_text(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_markup_in_every_text(inner) for inner in value]
    return value + '<i title="">' if isinstance(value, str) and not isinstance(value, Markup) else value
