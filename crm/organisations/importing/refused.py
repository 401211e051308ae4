"""The refused rows as a table to be mended and sent again: as they came, with the line and the reason."""

import csv
from collections.abc import Iterable, Sequence
from typing import IO

from crm.organisations.importing.values import neutral

Refused = tuple[Sequence[str], int, str]


class Sheet:
    """Holds nothing that a spreadsheet would run."""

    def __init__(self, out: IO[str], header: Sequence[str]) -> None:
        self._writer, self._width = csv.writer(out), len(header)
        self._writer.writerow([*map(neutral, header), "line", "reason"])

    def add(self, rows: Iterable[Refused]) -> None:
        for raw, number, reason in rows:
            cells = [*raw, *[""] * self._width][: max(self._width, len(raw))]
            self._writer.writerow([*map(neutral, cells), number, neutral(reason)])
