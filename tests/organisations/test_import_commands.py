"""`organisations import` on the command line (architecture.md 7)."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.organisations.models import ImportBatch, Organisation
from tests.factories import Make
from tests.organisations.places import NEWHAM, REAL, TOWER_HAMLETS, load_london, row, sheet
from tests.support.web import Commands


@pytest.fixture
def newham(session: Session) -> Area:
    area = load_london()
    session.commit()
    return area


def run(commands: Commands, *arguments: Any) -> Result:
    return commands.invoke(args=["organisations", "import", *map(str, arguments)])


def groups(session: Session) -> int | None:
    return session.scalar(select(func.count()).select_from(Organisation))


def test_one_object_is_printed_and_nothing_else(commands: Commands, newham: Area, session: Session) -> None:
    answer = run(commands, REAL, "--source", "osm", "--json")
    said = json.loads(answer.stdout)
    assert answer.exit_code == 0
    assert [said[key] for key in ("rows", "created", "matched", "changed", "refused", "area_corrected")] == [
        25, 23, 0, 0, 2, 4,
    ]  # fmt: skip
    assert said["refusals"][0] == {"row": 12, "reason": "outside every area we hold"}
    assert said["seconds"] > 0
    assert said["dry_run"] is False
    assert groups(session) == 23


def test_a_dry_run_says_the_same_and_changes_nothing(commands: Commands, newham: Area, session: Session) -> None:
    said = json.loads(run(commands, REAL, "--source", "osm", "--json", "--dry-run").stdout)
    assert (said["created"], said["dry_run"]) == (23, True)
    assert groups(session) == 0
    assert session.scalar(select(func.count()).select_from(ImportBatch)) == 0


def test_without_json_the_figures_are_said_in_words(commands: Commands, newham: Area) -> None:
    words = run(commands, REAL, "--source", "osm").stdout
    assert "created: 23" in words
    assert "line 12: outside every area we hold" in words


def test_json_lists_every_refusal_and_words_count_those_left_out(
    commands: Commands, newham: Area, tmp_path: Path
) -> None:
    path = tmp_path / "sea.csv"
    path.write_bytes(sheet(*(row(number, lon="-30", lat="40") for number in range(1, 131))))
    said = json.loads(run(commands, path, "--source", "osm", "--json").stdout)
    assert [refusal["row"] for refusal in said["refusals"]] == list(range(2, 132))
    assert "and 110 more refused" in run(commands, path, "--source", "osm").stdout


def test_only_the_areas_named_are_kept(commands: Commands, newham: Area) -> None:
    arguments = ("--source", "osm", "--json", "--area", NEWHAM, "--area", TOWER_HAMLETS)
    said = json.loads(run(commands, REAL, *arguments).stdout)
    assert (said["created"], said["refused"]) == (13, 12)
    assert {refusal["reason"] for refusal in said["refusals"]} == {
        "outside the areas chosen",
        "outside every area we hold",
    }


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "empty"), (b"name\nA\n", "Line 1: These columns are missing"), (b"\0", "NUL")]
)
def test_a_refused_file_changes_nothing_and_says_why(
    commands: Commands, newham: Area, session: Session, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    answer = run(commands, file, "--source", "osm", "--json")
    assert answer.exit_code == 1
    assert said in answer.stderr
    assert said in json.loads(answer.stdout)["error"]
    assert groups(session) == 0


def test_a_huge_file_is_refused_without_reading_it_all(commands: Commands, newham: Area, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    with file.open("wb") as stream:
        stream.truncate(100 * 1024 * 1024)
    answer = run(commands, file, "--source", "osm")
    assert answer.exit_code == 1
    assert "larger than 20 MB" in answer.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (REAL,),
        (REAL, "--source", "two words"),
        (REAL, "--source", "osm", "--area", "Newham"),
        (REAL, "--source", "osm", "--area", "E09999999"),
        ("no-such-file.csv", "--source", "osm"),
    ],
)
def test_wrong_usage_is_told_apart(commands: Commands, newham: Area, arguments: tuple[Any, ...]) -> None:
    assert run(commands, *arguments).exit_code == 2


def test_without_areas_the_run_is_refused(commands: Commands, session: Session) -> None:
    answer = run(commands, REAL, "--source", "osm")
    assert answer.exit_code == 1
    assert "seed reference" in answer.stderr


def test_an_id_of_its_own_can_be_imported(commands: Commands, newham: Area, tmp_path: Path, make: Make) -> None:
    file = tmp_path / "register.csv"
    columns = ["area_code", "area_name", "faith", "external_id", "name", "denomination", "lon", "lat"]
    file.write_bytes(sheet({**row(1, "Grace Chapel"), "external_id": "R-1"}, header=columns))
    assert json.loads(run(commands, file, "--source", "Register", "--json").stdout)["created"] == 1
