"""The catch rate and the false alarms that docs/child-guard.md publishes."""

import datetime as dt
import re
from pathlib import Path

import pytest

from crm.child_guard.rules import signs_in
from tests.child_guard.notes import AGAINST, BUILT_ON, HARMLESS, HELD_BACK, LAST, RISKY

TODAY = dt.date(2026, 11, 22)
PUBLISHED = Path(__file__).parents[2] / "docs" / "child-guard.md"


def measured(half: dict[str, tuple[str, ...]]) -> tuple[int, int]:
    """How many risky notes were caught, and how many harmless ones were held up."""
    caught, held_up = (sum(bool(signs_in(note, TODAY)) for note in half[kind]) for kind in ("risky", "harmless"))
    return caught, held_up


def test_there_are_fifty_notes_of_each_kind_and_none_twice() -> None:
    assert (len(RISKY), len(HARMLESS), len({*RISKY, *HARMLESS})) == (50, 50, 100)


TRIALS = [("Built on", BUILT_ON), ("Held back", HELD_BACK), ("Against it", AGAINST), ("Last trial", LAST)]


@pytest.mark.parametrize(("name", "notes"), TRIALS)
def test_the_published_figures_are_those_that_are_measured(name: str, notes: dict[str, tuple[str, ...]]) -> None:
    many = len(notes["risky"])
    line = re.search(rf"\| {name} \| (\d+) of {many} \| (\d+) of {many} \|", PUBLISHED.read_text())
    assert line is not None
    assert (int(line[1]), int(line[2])) == measured(notes)
