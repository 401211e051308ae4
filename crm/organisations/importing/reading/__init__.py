"""Files of any kind that lists come in, taken apart row by row without believing any of it."""

from crm.organisations.importing.reading.opening import Content, read
from crm.organisations.importing.reading.sheets import (
    LIMIT_BYTES,
    LIMIT_MB,
    MOST_COLUMNS,
    FileRefused,
    SheetRow,
    Table,
)

__all__ = ["LIMIT_BYTES", "LIMIT_MB", "MOST_COLUMNS", "Content", "FileRefused", "SheetRow", "Table", "read"]
