"""The real places of the extract, identified and nothing more; and streets for the invented groups."""

from pathlib import Path
from random import Random

from sqlalchemy import select

from crm.accounts.models import Account
from crm.areas.models import Area, Postcode
from crm.extensions import db
from crm.organisations.importing import actions, jobs
from crm.organisations.importing.planning import Limits

EXTRACT = Path(__file__).parents[1] / "osm" / "places_of_worship_newham_towerhamlets.csv"
SOURCE = "osm"


def import_real_places(areas: list[int], actor: Account) -> None:
    """By the same way as in the browser: looked at, staged, confirmed. Commits."""
    content, limits = EXTRACT.read_bytes(), Limits(frozenset(areas))
    batch = actions.stage_import(jobs.look_at(content, SOURCE, limits), EXTRACT.name, None, actor)
    db.session.commit()
    jobs.bring_in(content, SOURCE, limits, batch.id, actor)


def streets(area: Area, rng: Random, how_many: int) -> list[str]:
    """Postcodes of the area, each of which is about fifteen addresses."""
    units = db.session.scalars(select(Postcode.unit).where(Postcode.area_id == area.id).order_by(Postcode.unit)).all()
    return rng.sample(list(units), min(how_many, len(units)))
