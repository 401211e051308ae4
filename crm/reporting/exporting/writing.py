"""The files: each kind is written to one that does not grow in memory, and is sent once it is whole."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from crm.core import spreadsheets
from crm.organisations.queries.details import ATTRIBUTIONS
from crm.organisations.views.listing import furthest_told
from crm.reporting.exporting.columns import address, headings_for, main_place, row_of
from crm.reporting.exporting.queries import Line, Reader

IN_MEMORY = 1024 * 1024
BLOCK = 64 * 1024
Pairs = list[tuple[str, str]]


@dataclass
class Job:
    """What goes into a file. `about` says so in words; `count` is how many groups there were once it is written."""

    lines: Iterable[Line]
    reader: Reader
    about: Pairs
    count: int = 0

    def counted(self) -> Iterable[Line]:
        for line in self.lines:
            self.count += 1
            yield line


@dataclass(frozen=True)
class Format:
    name: str
    mimetype: str
    write: Callable[[IO[bytes], Job], None]


def _csv(file: IO[bytes], job: Job) -> None:
    spreadsheets.write_csv(file, headings_for(job.reader), map(row_of(job.reader), job.counted()))


def _xlsx(file: IO[bytes], job: Job) -> None:
    rows = map(row_of(job.reader), job.counted())
    spreadsheets.write_xlsx(file, "Groups", headings_for(job.reader), rows, job.about)


def _geojson(file: IO[bytes], job: Job) -> None:
    """A group whose place is not for a map is there without a geometry (RFC 7946, 3.2)."""
    said = json.dumps(
        {**{what.lower(): words for what, words in job.about}, "attribution": sorted(set(ATTRIBUTIONS.values()))}
    )
    file.write(b'{"type":"FeatureCollection","about":' + said.encode() + b',"features":[')
    between = b""
    for line in job.counted():
        feature = json.dumps(_feature(line, job.reader), ensure_ascii=False, separators=(",", ":"))
        file.write(between + feature.encode())
        between = b",\n"
    file.write(b"]}")


def _feature(line: Line, reader: Reader) -> dict[str, Any]:
    place = main_place(line)
    stage = furthest_told(line.links, reader.private)
    is_home = place is not None and place.is_home
    return {
        "type": "Feature",
        "id": line.group.id,
        "geometry": {"type": "Point", "coordinates": place.point} if place and place.point else None,
        "properties": {
            "name": line.group.name,
            "kind": line.group.kind,
            "faith": line.group.faith,
            "areas": [link.name for link in line.links],
            "stage": stage,
            "policy": line.stands.policy,
            "address": "A home" if is_home else address(line, place),
            "postcode": place.postcode if place and not is_home else None,
            "closed_on": line.group.closed_on and line.group.closed_on.isoformat(),
        },
    }


FORMATS = {
    "csv": Format("CSV", "text/csv", _csv),
    "xlsx": Format("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "geojson": Format("GeoJSON", "application/geo+json", _geojson),
}


def written(kind: Format, job: Job) -> IO[bytes]:
    """Ready to be read from its beginning; closing it takes it away."""
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (whoever sends it closes it)
    try:
        kind.write(file, job)
    except BaseException:
        file.close()
        raise
    return file


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    """The file from its beginning; it is gone once it was read, or the reader went away."""
    with file:
        file.seek(0)
        while block := file.read(BLOCK):
            yield block
