"""What `make` and `make test` say on a machine where something is not as it should be."""

import os
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import browser, postgres
from tests.support.processes import CannotBeHad
from tools import check_locks, check_port

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "127.0.0.1"
PIN = "flask==3.1.3 \\\n    --hash=sha256:00\n"


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind((ADDRESS, 0))
        server.listen()
        yield int(server.getsockname()[1])


def program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def run(*command: str, path: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": path, "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(["/bin/sh", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_a_port_in_use_is_named_with_the_setting_that_changes_it(
    taken_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_port.main(ADDRESS, str(taken_port)) == 1
    said = capsys.readouterr().err
    assert f"Port {taken_port}" in said
    assert "PORT=" in said


def test_a_port_that_nobody_uses_is_free(taken_port: int) -> None:
    with socket.socket() as other:
        other.bind((ADDRESS, 0))
        port = other.getsockname()[1]
    assert check_port.main(ADDRESS, str(port)) == 0


@pytest.mark.parametrize("port", ["", "http", "0", "65536", "-1"])
def test_a_port_that_is_no_port_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_port.main(ADDRESS, port) == 1
    assert "from 1 to 65535" in capsys.readouterr().err


def test_an_old_python_is_named_with_what_is_needed(tmp_path: Path) -> None:
    program(tmp_path / "python3", 'case "$1" in --version) echo Python 3.9.6;; *) exit 1;; esac')
    answer = run("tools/find-python", path=str(tmp_path))
    assert answer.returncode == 1
    assert "Python 3.11 or newer. python3 here is Python 3.9.6" in answer.stderr


def test_a_newer_python_beside_an_old_one_is_taken(tmp_path: Path) -> None:
    program(tmp_path / "python3", "exit 1")
    newer = program(tmp_path / "python3.12", "exit 0")
    assert run("tools/find-python", path=str(tmp_path)).stdout.strip() == str(newer)


def test_a_python_without_venv_is_told_which_package_is_missing(tmp_path: Path) -> None:
    script = 'case "$*" in *version_info\\[:2\\]*) echo 3.11;; "-m venv"*) exit 1;; *) exit 0;; esac'
    program(tmp_path / "python3", script)
    answer = run("tools/make-venv", str(tmp_path / "venv"), path=f"{tmp_path}:/usr/bin:/bin")
    assert answer.returncode == 1
    assert "apt-get install python3-venv" in answer.stderr


def test_the_machines_own_node_is_used_when_it_is_new_enough(tmp_path: Path) -> None:
    program(tmp_path / "node", "exit 0")
    program(tmp_path / "npm", "echo the machines own")
    assert run("tools/with-node", "npm", path=str(tmp_path)).stdout.strip() == "the machines own"


@pytest.fixture
def locks(tmp_path: Path) -> Path:
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text(PIN)
    return tmp_path


def test_locks_that_agree_and_hold_no_address_have_no_fault(locks: Path) -> None:
    assert check_locks.faults(locks) == []


def test_a_python_lock_that_holds_an_address_is_a_fault(locks: Path) -> None:
    (locks / "requirements.txt").write_text(f"--index-url https:{'//'}example.org/\n{PIN}")
    assert [fault.split(":")[0] for fault in check_locks.faults(locks)] == ["requirements.txt"]


def test_a_node_lock_that_says_where_packages_came_from_is_a_fault(locks: Path) -> None:
    (locks / "package-lock.json").write_text('{"resolved": "somewhere"}')
    assert [fault.split(":")[0] for fault in check_locks.faults(locks)] == ["package-lock.json"]


def test_testing_another_version_than_is_served_is_a_fault(locks: Path) -> None:
    (locks / "requirements-dev.txt").write_text(PIN.replace("3.1.3", "3.1.2"))
    assert check_locks.faults(locks) == ["requirements-dev.txt: has no flask==3.1.3, as requirements.txt has"]


def test_a_server_that_was_named_and_does_not_answer_is_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_POSTGRES_URL", "postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(CannotBeHad, match="TEST_POSTGRES_URL cannot be used"), postgres.server():
        pass


def test_a_browser_that_was_named_and_opens_nothing_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub = program(tmp_path / "chromium-browser", "echo install the snap; exit 1")
    monkeypatch.setenv("TEST_BROWSER", str(stub))
    with pytest.raises(CannotBeHad, match="TEST_BROWSER cannot be used"):
        browser.find_or_get()


def test_a_browser_that_only_says_what_to_install_is_passed_over(tmp_path: Path) -> None:
    assert not browser.opens(str(program(tmp_path / "chromium-browser", "echo install the snap; exit 1")))
