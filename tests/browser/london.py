"""What journeys start from: the areas, courses and lists of choices as shipped, and somebody to sign in."""

from pathlib import Path

from sqlalchemy import select

from crm.accounts.models import Account
from crm.areas.loading import load_contacts
from crm.areas.models import Area
from crm.areas.queries import area_by_code
from crm.extensions import db
from crm.training.reference import load_reference as load_courses
from seed.commands import REFERENCE
from tests.browser.world import World, may_sign_in
from tests.organisations.places import NEWHAM, load_london

LIST = Path(__file__).parents[2] / "seed" / "osm" / "places_of_worship_newham_towerhamlets.csv"
ADVISER = "ruth@example.org"
COORDINATOR = "tomasz@example.org"
IN_NEWHAM = 153


def staff_of_newham(world: World) -> None:
    """An adviser and a coordinator, and no group yet."""
    with world.rows() as make:
        newham = load_london()
        load_courses(REFERENCE)
        load_contacts(REFERENCE / "contacts.json")
        may_sign_in(make.adviser(newham, email=ADVISER, name="Ruth Adeyemi"))
        may_sign_in(make.coordinator(newham, email=COORDINATOR, name="Tomasz Wójcik"))


def newham() -> Area:
    return area_by_code(NEWHAM)


def adviser() -> Account:
    return db.session.scalars(select(Account).filter_by(email=ADVISER)).one()
