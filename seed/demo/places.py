"""The real places of the extract, identified and nothing more; and streets for the invented groups."""

from pathlib import Path
from random import Random

from sqlalchemy import select

from crm.accounts.models import Account
from crm.areas.models import Area, Postcode
from crm.extensions import db
from crm.organisations.importing import jobs
from crm.organisations.importing.planning import Limits

EXTRACT = Path(__file__).parents[1] / "osm" / "places_of_worship_newham_towerhamlets.csv"
SOURCE = "osm"


def import_real_places(areas: list[int], actor: Account) -> None:
    """By the same way as from the command line. Commits."""
    content, limits = EXTRACT.read_bytes(), Limits(frozenset(areas))
    jobs.import_now(content, jobs.listing_of(content, SOURCE, limits), EXTRACT.name, actor)


def streets(area: Area, rng: Random, how_many: int) -> list[str]:
    """Postcodes of the area, each of which is about fifteen addresses."""
    units = db.session.scalars(select(Postcode.unit).where(Postcode.area_id == area.id).order_by(Postcode.unit)).all()
    return rng.sample(list(units), min(how_many, len(units)))
