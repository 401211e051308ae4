"""Brings the shipped reference files of areas into the database; a second run finds nothing to do.

The one place in this feature that writes past the ORM, because there are 354,232 postcodes.
"""

import csv
import datetime as dt
import json
import lzma
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from crm.areas import queries
from crm.areas.models import Area, AreaContact, ContactCategory, Postcode, Ward
from crm.areas.rules import normalise_gss
from crm.core.bulk import Loaded, chunks, insert_rows
from crm.core.contact import normalise_email, normalise_service_phone
from crm.extensions import db

AREAS_FILE = "lad_2025.geojson"
REGIONS_FILE = "regions.csv"
WARDS_FILE = "wards_2025_luton_brent_newham_towerhamlets.geojson"
POSTCODES_FILE = "postcodes.csv.xz"
CONTACTS_FILE = "contacts.json"
VERIFIED_BY = "Footbridge reference"

PostcodeRow = tuple[str, float, float, int]


def load_reference(folder: Path) -> list[Loaded]:
    """Areas first, for the rest hang from them. The caller commits."""
    return [
        load_areas(folder / AREAS_FILE, folder / REGIONS_FILE),
        load_wards(folder / WARDS_FILE),
        load_contacts(folder / CONTACTS_FILE),
        load_postcodes(folder / POSTCODES_FILE),
    ]


def load_areas(outlines: Path, regions: Path) -> Loaded:
    with regions.open(encoding="utf-8", newline="") as lines:
        region_of = {row["code"]: row["region"] for row in csv.DictReader(lines)}
    wanted = {}
    for feature in _features(outlines):
        facts = feature["properties"]
        code = normalise_gss(facts["LAD25CD"])
        point = {"lat": facts["LAT"], "lon": facts["LONG"]}
        wanted[code] = {"name": facts["LAD25NM"], "region": region_of[code], "boundary": _boundary(feature), **point}
    return _bring_in(Area, wanted, {area.code: area for area in queries.areas_with_boundaries()})


def load_wards(outlines: Path) -> Loaded:
    area_ids = queries.area_ids_by_code()
    wanted = {}
    for feature in _features(outlines):
        facts = feature["properties"]
        area_id = area_ids[facts["LAD25CD"]]
        wanted[normalise_gss(facts["WD25CD"])] = {
            "area_id": area_id,
            "name": facts["WD25NM"],
            "boundary": _boundary(feature),
        }
    return _bring_in(Ward, wanted, {ward.code: ward for ward in queries.wards_with_boundaries()})


def _features(path: Path) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return features


def _boundary(feature: dict[str, Any]) -> str:
    return json.dumps(feature["geometry"], separators=(",", ":"))


def _bring_in(
    kind: type[Area] | type[Ward], wanted: dict[str, dict[str, Any]], stored: Mapping[str, Area | Ward]
) -> Loaded:
    """The national statistics office's word stands: what differs from its file is set to what the file says."""
    changed = 0
    for code, values in wanted.items():
        row = stored.get(code)
        if row is None:
            db.session.add(kind(code=code, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            changed += 1
            for name, value in values.items():
                setattr(row, name, value)
    db.session.flush()
    added = len(wanted.keys() - stored.keys())
    return Loaded(f"{kind.__tablename__}s", added, changed, len(wanted) - added - changed)


def load_contacts(path: Path) -> Loaded:
    """Adds what is missing. One that is there is left alone, for staff may have corrected or verified it."""
    file = json.loads(path.read_text(encoding="utf-8"))
    verified_on = dt.date.fromisoformat(file["verified_on"])
    area_ids = queries.area_ids_by_code()
    stored = {(contact.code, contact.area_id) for contact in queries.all_contacts()}
    wanted = [(entry, area_id) for entry in file["contacts"] for area_id in _areas_of(entry, area_ids)]
    missing = [(entry, area_id) for entry, area_id in wanted if (entry["code"], area_id) not in stored]
    db.session.add_all(_contact(entry, area_id, verified_on) for entry, area_id in missing)
    db.session.flush()
    return Loaded("contacts", len(missing), 0, len(wanted) - len(missing))


def _areas_of(entry: dict[str, Any], area_ids: dict[str, int]) -> list[int] | list[None]:
    """No area means the whole country."""
    return [area_ids[code] for code in entry["areas"]] or [None]


def _contact(entry: dict[str, Any], area_id: int | None, verified_on: dt.date) -> AreaContact:
    """Only `true` counts as verified; "secondary" and the rest wait for somebody in the area."""
    verified = entry["verified"] is True
    return AreaContact(
        area_id=area_id,
        code=entry["code"],
        name=entry["name"],
        category=ContactCategory[entry["category"].upper()],
        phone=normalise_service_phone(entry["phone"]) if "phone" in entry else None,
        email=normalise_email(entry["email"]) if "email" in entry else None,
        web=entry.get("web"),
        note=entry.get("note", ""),
        verified_on=verified_on if verified else None,
        verified_by=VERIFIED_BY if verified else None,
    )


def load_postcodes(path: Path) -> Loaded:
    """Adds and corrects; a postcode that left the file stays, since somebody's record may carry it."""
    wanted = _postcodes_in(path, queries.area_ids_by_code())
    connection = db.session.connection()
    table = Postcode.metadata.tables["postcode"]
    stored: dict[str, PostcodeRow] = {row.unit: tuple(row) for row in connection.execute(select(*table.columns))}
    fresh = [row for row in wanted if stored.get(row[0]) != row]
    changed = [unit for unit, *_ in fresh if unit in stored]
    _remove(connection, table, changed)
    insert_rows(connection, table, fresh)
    return Loaded("postcodes", len(fresh) - len(changed), len(changed), len(wanted) - len(fresh))


def _postcodes_in(path: Path, area_ids: dict[str, int]) -> list[PostcodeRow]:
    with lzma.open(path, "rt", encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        return [(unit, float(lat), float(lon), area_ids[code]) for unit, lat, lon, code in rows]


def _remove(connection: Connection, table: Table, units: list[str]) -> None:
    for part in chunks(units):
        connection.execute(delete(table).where(table.c.unit.in_(part)))
