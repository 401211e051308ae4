"""Every route for every role, in the area and out of it; and what every page promises."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree.ElementTree import Element
from zipfile import is_zipfile

import pytest
from flask import Flask
from html5lib.html5parser import HTMLParser, ParseError
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from crm.access.permissions import PERMISSIONS, Permission
from crm.accounts.models import Account, AccountRole
from tests.factories import Make
from tests.reporting.exports import parts
from tests.support.application import make_app
from tests.support.statements import statements, writes
from tests.support.web import Visitor
from tests.whole.world import MARK, Side, build_side

SignIn = Callable[[Account], Visitor]
LIBRARIES = ("security.", "static")
MOST_STATEMENTS = 12
# Pages whose own row decides what is left to do there, so that they may send a person on.
MAY_REDIRECT = {302, 303}


def _rules() -> list[Rule]:
    with TemporaryDirectory() as folder:
        app = make_app("sqlite://", Path(folder))
    ours = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith(LIBRARIES)]
    return sorted(ours, key=lambda rule: rule.rule)


RULES = _rules()
PAGES = [rule for rule in RULES if "GET" in (rule.methods or ())]
FORMS = [rule for rule in RULES if "POST" in (rule.methods or ())]


def _name(rule: Rule) -> str:
    return str(rule.endpoint)


def address(app: Flask, rule: Rule, ids: dict[str, Any]) -> str:
    with app.test_request_context():
        parts: dict[str, Any] = {name: ids.get(name) or choice(rule, name) for name in rule.arguments}
        return str(app.url_for(rule.endpoint, **parts))


def choice(rule: Rule, name: str) -> str:
    """The first of the words that stand in the address itself: <any('submit', 'return'):move>."""
    found = re.search(rf"<any\('(.+?)'.*?\):{name}>", rule.rule)
    assert found, f"tests/whole/world.py has no {name}"
    return found.group(1)


def permission_of(app: Flask, rule: Rule) -> Permission | None:
    view: Any = app.view_functions[rule.endpoint]
    needed: Permission | None = view.permission
    return needed


@pytest.fixture
def here(make: Make) -> Side:
    return build_side(make)


@pytest.fixture
def there(make: Make) -> Side:
    return build_side(make)


@pytest.fixture
def visitors(here: Side, signed_in: SignIn) -> dict[AccountRole, Visitor]:
    return {role: signed_in(account) for role, account in here.staff.items()}


def token_of(visitor: Visitor) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', visitor.get("/account").text)
    assert found
    return found.group(1)


def ask(visitor: Visitor, method: str, url: str, token: str = "") -> TestResponse:
    return visitor.get(url) if method == "GET" else visitor.post(url, data={"csrf_token": token})


def test_the_world_has_a_row_for_every_address(here: Side) -> None:
    for rule in RULES:
        assert all(name in here.ids or choice(rule, name) for name in rule.arguments)


@pytest.mark.parametrize("rule", PAGES, ids=_name)
def test_nobody_sees_a_page_without_signing_in(app: Flask, client: Visitor, here: Side, rule: Rule) -> None:
    answer = client.get(address(app, rule, here.ids))
    if rule.endpoint in OPEN:
        assert answer.status_code in OPEN[rule.endpoint]
    else:
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in")


# A set-password link and a calendar link are proof enough of themselves; these are made up.
OPEN = {
    "health": {200},
    "reporting.accessibility": {200},
    "accounts.set_password": {404, 410, 200},
    "reporting.calendar_feed": {404},
    # A phone keeps this page: it is the same for everybody, and empty.
    "offline.shell": {200},
    "offline.worker": {200},
}


@pytest.mark.parametrize("role", AccountRole)
def test_each_role_gets_the_pages_of_its_permissions_in_its_own_area(
    app: Flask, here: Side, visitors: dict[AccountRole, Visitor], role: AccountRole
) -> None:
    for rule in PAGES:
        needed = permission_of(app, rule)
        answer = visitors[role].get(address(app, rule, here.ids))
        allowed = needed is None or needed in PERMISSIONS[role]
        wanted = {200, 404, 410, *MAY_REDIRECT} if allowed else {403}
        assert answer.status_code in wanted, f"{role} {rule.rule}"


@pytest.mark.parametrize("role", AccountRole)
def test_rows_of_another_area_are_not_found_by_anybody(
    app: Flask, here: Side, there: Side, visitors: dict[AccountRole, Visitor], role: AccountRole
) -> None:
    token = token_of(visitors[role])
    # An administrator's role counts everywhere.
    everywhere = PERMISSIONS[role] if role is AccountRole.ADMINISTRATOR else frozenset()
    for rule in RULES:
        if not rule.arguments or permission_of(app, rule) in (None, Permission.ACCOUNTS):
            continue
        if rule.endpoint in SEEN_BY_ALL or permission_of(app, rule) in everywhere:
            continue
        method = "GET" if rule in PAGES else "POST"
        answer = ask(visitors[role], method, address(app, rule, there.ids), token)
        wanted = {404} if permission_of(app, rule) in PERMISSIONS[role] else {403}
        assert answer.status_code in wanted, f"{role} {method} {rule.rule}"


# A training session is no secret (docs/decisions/0001); who came is, and the marks below are looked for. The last two
# are about whoever asks, and name nothing else. Courses and sets of standards are the same for all areas.
SEEN_BY_ALL = {"training.show", "training.find_group", "engagement.change_address", "reporting.change_digest"}
SEEN_BY_ALL |= {"training.course", "standards.show", "standards.sheet", "standards.move"}


@pytest.mark.parametrize("role", AccountRole)
def test_no_page_holds_a_word_of_another_area(
    app: Flask, here: Side, there: Side, visitors: dict[AccountRole, Visitor], role: AccountRole
) -> None:
    for rule in PAGES:
        if permission_of(app, rule) is not Permission.ACCOUNTS:
            answer = visitors[role].get(address(app, rule, here.ids))
            assert there.mark not in readable(answer), f"{role} {rule.rule}"


def readable(answer: TestResponse) -> str:
    """A spreadsheet is packed: a word in it would not be seen."""
    return "".join(parts(answer.data).values()) if is_zipfile(BytesIO(answer.data)) else answer.text


def test_the_mark_is_seen_by_its_own_staff(app: Flask, here: Side, visitors: dict[AccountRole, Visitor]) -> None:
    assert here.mark.startswith(MARK)
    assert here.mark in visitors[AccountRole.ADVISER].get(f"/organisations/{here.group.id}").text


@pytest.mark.parametrize("role", [AccountRole.COORDINATOR, AccountRole.VIEWER, AccountRole.GROUP_LEAD])
def test_opening_a_page_writes_nothing(
    app: Flask, here: Side, visitors: dict[AccountRole, Visitor], role: AccountRole
) -> None:
    for rule in PAGES:
        with statements() as said:
            visitors[role].get(address(app, rule, here.ids))
        written = [statement for statement in writes(said) if not is_record_of_reading(rule, statement)]
        assert written == [], rule.rule


# Files that leave the service: who took them is kept (docs/decisions/0007), which is no change of what is known.
TAKEN_AWAY = {
    "reporting.groups_csv",
    "reporting.groups_xlsx",
    "reporting.groups_geojson",
    "reporting.groups_on_paper",
    "reporting.directory_csv",
    "people.cards",
    "people.card",
    "offline.copy",
}


def is_record_of_reading(rule: Rule, statement: str) -> bool:
    return rule.endpoint in TAKEN_AWAY and statement.startswith("INSERT INTO audit_entry ")


def test_a_page_says_little_to_the_database_however_many_rows(app: Flask, make: Make, signed_in: SignIn) -> None:
    """Figures are kept until something changes, so rows are compared from the second visit on."""
    few, many = (counts_of(app, build_side(make, rows), signed_in) for rows in (1, 30))
    assert {page: first for page, (first, _) in many.items() if first > MOST_STATEMENTS} == {}
    assert {page: (few[page], many[page]) for page in few if many[page][1] > max(few[page][1], 1)} == {}


def counts_of(app: Flask, side: Side, signed_in: SignIn) -> dict[str, tuple[int, int]]:
    """How many statements each page takes, at the first visit and at the second."""
    visitor = signed_in(side.staff[AccountRole.COORDINATOR])
    return {
        rule.rule: (cost(visitor, url), cost(visitor, url)) for rule in PAGES if (url := address(app, rule, side.ids))
    }


def cost(visitor: Visitor, url: str) -> int:
    with statements() as said:
        visitor.get(url)
    return len(said)


def pages_of(app: Flask, side: Side, visitor: Visitor) -> Iterator[tuple[str, str]]:
    for rule in PAGES:
        answer = visitor.get(address(app, rule, side.ids))
        if answer.status_code == 200 and answer.mimetype == "text/html":
            yield rule.rule, answer.text


@pytest.mark.parametrize(
    "role", [AccountRole.COORDINATOR, AccountRole.VIEWER, AccountRole.GROUP_LEAD, AccountRole.ADMINISTRATOR]
)
def test_every_page_is_valid_html_with_one_heading_and_a_title_that_says_it(
    app: Flask, here: Side, visitors: dict[AccountRole, Visitor], role: AccountRole
) -> None:
    seen = 0
    for url, text in pages_of(app, here, visitors[role]):
        assert faults_of(text) == [], url
        seen += 1
    assert seen


def faults_of(text: str) -> list[str]:
    """What is wrong with a page, in words."""
    parser = HTMLParser(namespaceHTMLElements=False, strict=True)
    try:
        document = parser.parse(text)
    except ParseError as broken:
        return [f"not valid: {broken} {parser.errors[-1:]}"]
    headings = [words(node) for node in document.iter("h1")]
    title = next((words(node) for node in document.iter("title")), "")
    ids = [str(node.get("id")) for node in document.iter() if node.get("id")]
    faults = [f"id {name} twice" for name in sorted({name for name in ids if ids.count(name) > 1})]
    if len(headings) != 1:
        faults.append(f"{len(headings)} h1")
    elif not title.startswith(headings[0]):
        faults.append(f"title {title!r} does not start with {headings[0]!r}")
    if any(node.get("style") or node.get("onclick") for node in document.iter()):
        faults.append("a style or script attribute")
    return faults


def words(node: Element) -> str:
    return " ".join("".join(node.itertext()).split())


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<h1>A</h1><p id=x></p><p id=x></p>", "id x twice"),
        ("<p>none</p>", "0 h1"),
        ("<h1>B</h1>", "does not start"),
        ("<h1>A</h1><table><p>x</p></table>", "not valid"),
        ('<h1>A</h1><p style="color:red">x</p>', "attribute"),
    ],
)
def test_each_fault_of_a_page_is_recognised(body: str, fault: str) -> None:
    assert fault in " ".join(
        faults_of(f"<!DOCTYPE html><html><head><title>A - F</title></head><body>{body}</body></html>")
    )


def test_forms_are_refused_without_a_token(app: Flask, here: Side, visitors: dict[AccountRole, Visitor]) -> None:
    for rule in FORMS:
        answer = visitors[AccountRole.COORDINATOR].post(address(app, rule, here.ids))
        assert answer.status_code == 400, rule.rule


def test_a_number_that_no_row_can_have_is_not_found(here: Side, visitors: dict[AccountRole, Visitor]) -> None:
    assert visitors[AccountRole.COORDINATOR].get(f"/organisations/{10**30}").status_code == 404
