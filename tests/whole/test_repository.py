"""What is in the repository, and what must never be."""

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tools import check_locks

ROOT = Path(__file__).resolve().parents[2]
# Said in pieces, so that this file does not hold what it looks for.
REGISTRIES = ("py" + "pi.org", "files.python" + "hosted.org", "registry.npm" + "js.org", "registry.yarn" + "pkg.com")
PLACES = ("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/Use" + "rs/", "/op" + "t/wheels", "/op" + "t/pypi")
COMMANDS = ("make run", "make test")


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def tracked_text() -> dict[str, str]:
    """Pictures and packed data are left out: they are not read as text."""
    found = {}
    for path in tracked_files():
        try:
            found[str(path.relative_to(ROOT))] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def those_that_hold(words: tuple[str, ...]) -> list[str]:
    wanted = re.compile("|".join(map(re.escape, words)))
    return [f"{name}: {found.group()}" for name, text in tracked_text().items() if (found := wanted.search(text))]


def python_of_tests() -> list[Path]:
    return [path for path in tracked_files() if path.suffix == ".py" and path.is_relative_to(ROOT / "tests")]


def names_of_tests(path: Path) -> list[str]:
    functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    return [function.name for function in functions if function.name.startswith("test_")]


def test_no_file_names_a_package_registry() -> None:
    assert those_that_hold(REGISTRIES) == []


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    assert those_that_hold(PLACES) == []


def test_the_lock_files_hold_no_addresses_and_agree() -> None:
    assert check_locks.faults(ROOT) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_names_the_two_commands(command: str) -> None:
    assert f"\n{command}" in (ROOT / "README.md").read_text()


def test_no_two_tests_of_a_module_share_a_name() -> None:
    """The second would silently take the place of the first."""
    for path in python_of_tests():
        assert [name for name, times in Counter(names_of_tests(path)).items() if times > 1] == [], path


def test_every_module_that_holds_tests_is_found_by_pytest() -> None:
    """A file of tests whose name lacks test_ is never run, and nobody notices."""
    others = [path for path in python_of_tests() if not path.name.startswith("test_")]
    assert [path for path in others if names_of_tests(path)] == []


def test_every_test_module_holds_a_test() -> None:
    """A test whose name lacks test_ is never run either."""
    modules = [path for path in python_of_tests() if path.name.startswith("test_")]
    assert [path for path in modules if not names_of_tests(path)] == []


def test_built_files_are_not_in_the_repository() -> None:
    built = ("crm/static/", "node_modules/", ".venv/", "instance/")
    assert [name for name in tracked_text() if name.startswith(built)] == []
