"""Servers and browsers for the journeys. They run on SQLite, once: the database is not what they test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext

from tests.browser.screen import DESKTOP, Screen, Size
from tests.browser.world import World, serving
from tests.support import browser as browsers
from tests.support.application import make_app
from tests.support.databases import Databases, close, databases
from tests.support.processes import CannotBeHad

OpenScreen = Callable[..., Screen]


@pytest.fixture(scope="session")
def live_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with databases("sqlite", tmp_path_factory.mktemp("live-databases")) as made:
        yield made


@pytest.fixture(scope="session")
def live_app(live_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application that tests share; what they save in it stays saved."""
    app = make_app(live_databases.new(), tmp_path_factory.mktemp("live-data"))
    yield app
    close(app)


@pytest.fixture(scope="session")
def base_url(live_app: Flask) -> Iterator[str]:
    """Playwright puts it before every address: page.goto("/sign-in")."""
    with serving(live_app) as address:
        yield address


@pytest.fixture
def world(live_databases: Databases, tmp_path: Path) -> Iterator[World]:
    """An application that this test alone uses, with nothing in it yet."""
    app = make_app(live_databases.new(), tmp_path)
    with serving(app) as address:
        yield World(app, address)
    close(app)


@pytest.fixture
def open_screen(world: World, browser: Browser) -> Iterator[OpenScreen]:
    """`open_screen(PHONE)`: each is another person's; the browser must not have complained by the end."""
    screens: list[Screen] = []
    contexts: list[BrowserContext] = []

    def open_one(size: Size = DESKTOP, *, has_scripts: bool = True) -> Screen:
        options = {**size.options, "java_script_enabled": has_scripts, "locale": "en-GB"}
        context = browser.new_context(base_url=world.address, **options)
        contexts.append(context)
        screens.append(Screen(context, has_scripts=has_scripts))
        return screens[-1]

    yield open_one
    for context in contexts:
        context.close()
    assert [complaint for screen in screens for complaint in screen.complaints] == []


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = browsers.find()
    if path is None:
        raise CannotBeHad(browsers.HOW_TO_GET_ONE)
    return {**browser_type_launch_args, "executable_path": path, "args": list(browsers.QUIET)}
