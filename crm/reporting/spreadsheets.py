"""CSV that a spreadsheet opens as it is meant: in UTF-8, and never as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

BYTE_ORDER_MARK = "\ufeff"
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(head)
    writer.writerows([_plain(value) for value in row] for row in rows)
    return BYTE_ORDER_MARK + written.getvalue()


def _plain(value: Any) -> Any:
    """Text that a spreadsheet would work out is made text by a leading apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(BEGINS_A_FORMULA) else value
