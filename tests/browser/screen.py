"""A browser window as one person has it, which notices what they would: taps, errors, and pages too wide."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Response

from tests.browser import axe

Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Size:
    name: str
    width: int
    height: int

    @property
    def options(self) -> dict[str, Any]:
        """For a new context. A phone is touched, and scales nothing."""
        is_phone = self.width < 500
        viewport = {"width": self.width, "height": self.height}
        return {"viewport": viewport, "has_touch": is_phone, "is_mobile": is_phone}


DESKTOP = Size("desktop", 1280, 900)
PHONE = Size("phone", 360, 740)

COUNT = """
addEventListener("pointerdown", () => footbridgeCount("tap"), true);
addEventListener("input", event => {
  if (event.target.matches("textarea, input:not([type=radio]):not([type=checkbox])")) {
    footbridgeCount(location.pathname + " " + event.target.name);
  }
}, true);
"""


class Screen:
    """`counted` holds a "tap" for each press, and for each letter typed the name of its field."""

    def __init__(self, context: BrowserContext, *, has_scripts: bool = True) -> None:
        self.has_scripts = has_scripts
        self.counted: list[str] = []
        self.complaints: list[str] = []
        if has_scripts:
            context.expose_function("footbridgeCount", self._count)
            context.add_init_script(COUNT)
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", self._hear)
        self.page.on("pageerror", self._note)
        self.page.on("response", self._judge)

    def _count(self, what: str) -> None:
        self.counted.append(what)

    def _hear(self, message: ConsoleMessage) -> None:
        """The browser also grumbles at each answer that says no, such as 404: those are meant."""
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _note(self, error: Error) -> None:
        self.complaints.append(f"{self.page.url}: {error.message}")

    def _judge(self, response: Response) -> None:
        asked = response.request
        is_asset = response.status >= 400 and asked.resource_type != "document" and asked.method == "GET"
        if response.status >= 500 or is_asset:
            self.complaints.append(f"{response.url} answered {response.status}")

    @property
    def taps(self) -> int:
        return self.counted.count("tap")

    @property
    def fields_typed_in(self) -> set[str]:
        return {name for name in self.counted if name != "tap"}

    def open(self, address: str, kind: Callable[["Screen"], Kind]) -> Kind:
        self.page.goto(address)
        return kind(self)

    def count_afresh(self) -> None:
        self.counted.clear()

    def _wait_for_styles(self) -> None:
        """Without them every page is too wide, and every target too small."""
        self.page.wait_for_load_state("load")
        self.page.wait_for_function("() => [...document.styleSheets].some((sheet) => sheet.cssRules.length > 100)")

    def faults(self) -> list[str]:
        """What is wrong with the page that is open, and what the browser complained of so far."""
        self._wait_for_styles()
        found = list(self.complaints)
        if self.has_scripts:
            found += axe.faults_of(self.page)
        viewport = self.page.viewport_size
        assert viewport
        wide = self.page.evaluate("document.scrollingElement.scrollWidth")
        if wide > viewport["width"]:
            found.append(f"{wide} pixels wide in a window of {viewport['width']}")
        return found
