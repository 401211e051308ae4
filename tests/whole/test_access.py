"""Deny by default, and nothing that walks round the scope (stack.md 8)."""

import ast
from pathlib import Path

import pytest
from flask import Flask

CRM = Path(__file__).parents[2] / "crm"

# Endpoints of libraries, which have no permission of ours: sign-in and the second factor, static files.
OF_LIBRARIES = ("security.", "static")

# Where a form that the scope does not reach is needed; each says why in its own module docstring.
REVIEWED = {
    "text": {"core/bulk.py", "core/search.py"},
    "get": set(),
    "merge": set(),
    "connection": {
        "core/bulk.py",
        "areas/loading.py",
        "audit/record.py",
        "organisations/matching/keeping.py",
        "reporting/placing.py",
        "reporting/standing.py",
        "merging/moving.py",
        "merging/taking.py",
    },
    "__table__": {"organisations/reach.py", "people/reach.py", "engagement/reach.py", "audit/reach.py"},
    "bulk": {"core/bulk.py"},
}
SESSIONS = {"session", "db.session"}


def _sources() -> list[Path]:
    return sorted(CRM.rglob("*.py"))


def _forms(tree: ast.AST) -> set[str]:
    """The forms of query in a module that the scope does not reach."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "__table__":
            found.add("__table__")
        if isinstance(node, ast.Call):
            found |= _forms_of_call(node)
    return found


def _forms_of_call(call: ast.Call) -> set[str]:
    name = ast.unparse(call.func)
    owner, _, method = name.rpartition(".")
    found = {"text"} if name in ("text", "sa.text", "sqlalchemy.text") else set()
    if (owner in SESSIONS or owner.endswith("session()")) and not _is_of_flask(call):
        found |= {"get", "merge", "connection"} & {method}
    if method.startswith("bulk_") or (method == "connect" and "engine" in owner):
        found.add("bulk")
    return found


def _is_of_flask(call: ast.Call) -> bool:
    """Flask's own session is asked by a name: `session.get("seen_at")`."""
    return bool(call.args) and isinstance(call.args[0], ast.Constant)


def test_every_route_declares_a_permission_or_that_it_is_open(app: Flask) -> None:
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.startswith(OF_LIBRARIES) and not hasattr(app.view_functions[rule.endpoint], "permission")
    ]
    assert silent == []


@pytest.mark.parametrize("path", _sources(), ids=lambda path: str(path.relative_to(CRM)))
def test_nothing_walks_round_the_scope(path: Path) -> None:
    name = path.relative_to(CRM).as_posix()
    forms = _forms(ast.parse(path.read_text()))
    if "models" in path.with_suffix("").parts:
        forms -= {"text"}  # The condition of a partial index.
    assert {form for form in forms if name not in REVIEWED[form]} == set()


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("db.session.get(Organisation, 1)", "get"),
        ("session.merge(row)", "merge"),
        ("db.session().connection()", "connection"),
        ("select(Organisation.__table__)", "__table__"),
        ("text('select 1')", "text"),
        ("db.session.bulk_insert_mappings(Role, rows)", "bulk"),
        ("db.engine.connect()", "bulk"),
    ],
)
def test_each_banned_form_is_recognised(code: str, form: str) -> None:
    assert form in _forms(ast.parse(code))
