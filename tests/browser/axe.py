"""Asks axe whether a page can be used by everybody, and says in words what is wrong."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "tags => axe.run({runOnly: tags, resultTypes: ['violations']}).then(found => found.violations)"


def faults_of(page: Page) -> list[str]:
    """One line for each place that breaks a rule of WCAG 2.2 AA or a best practice."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text(encoding="utf-8"))
    broken: list[dict[str, Any]] = page.evaluate(RUN, TAGS)
    return [f"{rule['id']}: {rule['help']}: {node['html'][:200]}" for rule in broken for node in rule["nodes"]]
