"""Lists to import, real and made up, and areas whose outlines tell them apart."""

import csv
import io
from pathlib import Path
from typing import Any

from crm.areas.loading import AREAS_FILE, REGIONS_FILE, load_areas
from crm.areas.models import Area
from crm.areas.queries import area_by_code
from crm.organisations.reference import load_reference
from seed.commands import REFERENCE

REAL = Path(__file__).parent / "places.csv"
HEADER = ["area_code", "area_name", "faith", "osm_type", "osm_id", "name", "denomination", "lon", "lat"]
NEWHAM, TOWER_HAMLETS, REDBRIDGE = "E09000025", "E09000030", "E09000026"
# A point well inside Newham.
LON, LAT = 0.03, 51.53


def load_london() -> Area:
    """The areas and traditions as shipped; gives Newham."""
    load_areas(REFERENCE / AREAS_FILE, REFERENCE / REGIONS_FILE)
    load_reference(REFERENCE)
    return area_by_code(NEWHAM)


def row(number: int, name: str = "", **values: Any) -> dict[str, Any]:
    """A row of a list, in Newham and Christian if nothing else is said."""
    usual = {"area_code": NEWHAM, "area_name": "Newham", "faith": "Christian", "osm_type": "way", "osm_id": number}
    return {**usual, "name": name, "denomination": "", "lon": LON, "lat": LAT, **values}


def sheet(*rows: dict[str, Any], header: list[str] | None = None) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, header or HEADER, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
