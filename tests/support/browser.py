"""Finds a browser for the tests in tests/browser, or gets one."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.support.processes import CannotBeHad, answers, install

ON_THE_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ON_A_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
QUIET = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HOW_TO_GET_ONE = """No browser for the tests in tests/browser was found, and none could be installed.
Debian: sudo apt-get install chromium
Ubuntu, macOS: install Google Chrome, or give: .venv/bin/python -m playwright install chromium
If one is installed elsewhere: TEST_BROWSER=/path/to/chromium make test
To test without a browser: SKIP_BROWSER=1 make test"""


def find_or_get() -> str:
    """The path of a Chromium or Chrome that opens; raises CannotBeHad."""
    found = find()
    if found is None and os.environ.get("TEST_BROWSER"):
        raise CannotBeHad(f"TEST_BROWSER cannot be used: it does not open a page.\n{HOW_TO_GET_ONE}")
    if found is None and install("chromium", "fonts-liberation"):
        found = find()
    if found is None and download():
        found = find()
    if found is None:
        raise CannotBeHad(HOW_TO_GET_ONE)
    return found


def find() -> str | None:
    named = os.environ.get("TEST_BROWSER")
    if named:
        return named if opens(named) else None
    return next((path for path in candidates() if opens(path)), None)


def candidates() -> Iterator[str]:
    for name in ON_THE_PATH:
        path = shutil.which(name)
        if path:
            yield path
    yield from (path for path in ON_A_MAC if Path(path).exists())
    downloaded = playwrights_own()
    if downloaded:
        yield downloaded


def opens(path: str) -> bool:
    """Opens a page, since Ubuntu's chromium-browser may be a script that only says what to install."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [
            path,
            *QUIET,
            "--headless",
            "--disable-gpu",
            f"--user-data-dir={profile}",
            "--dump-dom",
            "about:blank",
        ]
        return "<html" in (answers(command, seconds=60) or "")


def playwrights_own() -> str | None:
    """Where Playwright keeps the browser it has downloaded, if it has."""
    ask = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as tool: print(tool.chromium.executable_path)"
    )
    path = (answers([sys.executable, "-c", ask]) or "").strip()
    return path if path and Path(path).exists() else None


def download() -> bool:
    print("Fetching a browser with Playwright", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0
