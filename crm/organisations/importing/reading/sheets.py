"""What every kind of file comes down to: headings, and rows of text under them."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from crm.core.errors import RuleBroken
from crm.core.text import one_line

LIMIT_MB = 20
LIMIT_BYTES = LIMIT_MB * 1024 * 1024
MOST_COLUMNS = 200
MOST_ROWS = 200_000
_ROWS_SEARCHED_FOR_HEADINGS = 10


class FileRefused(RuleBroken):
    """The whole file cannot be taken, and nothing of it was; `line` is where, if it is somewhere."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        self.reason, self.line = reason, line
        super().__init__(f"Line {line}: {reason}" if line else reason, field="file")


class Record(NamedTuple):
    """A line as it stands in the file; `number` is what a spreadsheet shows, or the place in a list of objects."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class SheetRow:
    """`cells` are by heading; a row with more or fewer values than headings has none, and `problem` says so."""

    number: int
    cells: dict[str, str]
    raw: list[str]
    remarks: tuple[str, ...] = ()
    problem: str = ""


class Table:
    """Headings, and rows that are read from the file each time they are asked for: never all are held at once."""

    def __init__(
        self, records: Callable[[], Iterator[Record]], *, is_padded: bool, remarks: Sequence[str] = ()
    ) -> None:
        """`is_padded` says that this kind of file leaves out the empty cells at a row's end."""
        self._records, self._is_padded, self.remarks = records, is_padded, tuple(remarks)
        start = list(islice(_filled(records()), _ROWS_SEARCHED_FOR_HEADINGS + 1))
        if not start:
            raise FileRefused("The file is empty")
        self.line, cells = start[_place_of_headings(start)]
        if len(cells) > MOST_COLUMNS:
            raise FileRefused(f"More than {MOST_COLUMNS} columns. Leave out those that are not needed", self.line)
        self.header = _headings(cells)
        if next(self._below(), None) is None:
            raise FileRefused("The file has a header and no rows under it")

    def rows(self) -> Iterator[SheetRow]:
        for count, record in enumerate(self._below(), 1):
            if count > MOST_ROWS:
                raise FileRefused(f"More than {MOST_ROWS:,} rows: split the file into smaller ones", record.number)
            yield self._row(record)

    def _below(self) -> Iterator[Record]:
        return (record for record in _filled(self._records()) if record.number > self.line)

    def _row(self, record: Record) -> SheetRow:
        cells, remarks = record.cells, []
        if len(cells) > len(self.header):
            cells = _without_empty_end(_points_joined(cells), len(self.header))
            remarks = [] if cells == record.cells[: len(cells)] else [UNQUOTED_POINT]
        if self._is_padded:
            cells = cells + [""] * (len(self.header) - len(cells))
        if len(cells) != len(self.header):
            problem = f"{len(cells)} values, but the header names {len(self.header)} columns"
            return SheetRow(record.number, {}, record.cells, problem=problem)
        return SheetRow(record.number, dict(zip(self.header, cells, strict=True)), record.cells, tuple(remarks))


UNQUOTED_POINT = "The point has a comma and no quotation marks: read as one value"


def _filled(records: Iterator[Record]) -> Iterator[Record]:
    return (record for record in records if any(map(str.strip, record.cells)))


def _place_of_headings(start: Sequence[Record]) -> int:
    """A line with one value above lines with more is a title, not the headings."""
    counts = [sum(1 for cell in record.cells if cell.strip()) for record in start]
    return next((place for place, count in enumerate(counts) if count > 1), 0)


def _headings(cells: Sequence[str]) -> list[str]:
    """Each its own: a heading that stands twice is numbered, and a column without one is called by its place."""
    seen: Counter[str] = Counter()
    headings = []
    for place, cell in enumerate(cells, 1):
        heading = one_line(cell)[:100] or f"column {place}"
        seen[heading.casefold()] += 1
        count = seen[heading.casefold()]
        headings.append(heading if count == 1 else f"{heading} ({count})")
    return headings


def _points_joined(cells: Sequence[str]) -> list[str]:
    """`c(-0.05, 51.53)` without quotation marks came as two values: R writes points so."""
    joined: list[str] = []
    for cell in cells:
        if joined and joined[-1].lstrip().startswith("c(") and ")" not in joined[-1]:
            joined[-1] += "," + cell
        else:
            joined.append(cell)
    return joined


def _without_empty_end(cells: list[str], width: int) -> list[str]:
    return cells[:width] if not any(map(str.strip, cells[width:])) else cells
