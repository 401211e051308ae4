"""The shipped reference files, and a copy of them with few postcodes, which loads at once."""

import csv
import lzma
import shutil
from functools import cache
from pathlib import Path

from crm.areas.loading import POSTCODES_FILE
from seed.commands import REFERENCE


@cache
def shipped_postcodes() -> list[list[str]]:
    """Postcode, latitude, longitude and area code, as text."""
    with lzma.open(REFERENCE / POSTCODES_FILE, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))[1:]


def small_reference(folder: Path) -> Path:
    """A copy of everything, with one postcode in a thousand, for tests to load and to change."""
    copy = folder / "reference"
    shutil.copytree(REFERENCE, copy, ignore=shutil.ignore_patterns(POSTCODES_FILE))
    write_postcodes(copy, shipped_postcodes()[::1000])
    return copy


def write_postcodes(folder: Path, rows: list[list[str]]) -> None:
    with lzma.open(folder / POSTCODES_FILE, "wt", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([["postcode", "lat", "lon", "lad_code"], *rows])
