"""What is measured, as whom, and what it may cost: budgets are ratios to the floor (architecture.md 8)."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from itertools import count
from urllib.parse import quote_plus

from sqlalchemy import create_engine, func, select
from sqlalchemy.pool import NullPool

from bench.browser import Browser
from crm.areas.models import Area
from crm.engagement.models import ActivityOrganisation
from crm.organisations.kinds import Precision, Stage
from crm.organisations.models import Organisation, OrganisationArea, Venue
from seed.sign_ins import NEWHAM

ADVISER, REGION = "adviser@example.org", "region@example.org"
LIST, GROUP, SAVE, AREA_COVERAGE, REGION_COVERAGE = 10, 15, 15, 15, 60
# Every group of the area has its place worked out each time: of 1,700 they are about 33 ms.
NEXT_VISITS = 40
FLAT = 1.5
_times = count(1)
USUAL_CONTACTS, MOST_CONTACTS = 12, 1_000_000
# Where the timeline ends, as its pages say it in the address (crm.core.paging).
EARLIEST = urlsafe_b64encode(b'["1900-01-01", 0]').decode().rstrip("=")


@dataclass(frozen=True)
class Page:
    """`budget` and `growth` are empty where architecture.md sets none. `posted` is filled into the page's form.

    `after` is a page that is posted before each time, and not measured: figures are kept until something changes.
    """

    name: str
    path: str
    email: str = ADVISER
    budget: int | None = None
    growth: float | None = FLAT
    posted: dict[str, str] | None = None
    after: "Page | None" = None

    @property
    def is_html(self) -> bool:
        return not self.path.endswith((".csv", ".geojson"))


def pages(url: str) -> list[Page]:
    group, name = _group(url, USUAL_CONTACTS)
    busiest, _ = _group(url, MOST_CONTACTS)
    street, left = _streets(url)
    visit = {"method": "visit_own_venue", "outcome": "met", "note": "Met two trustees after the evening meeting."}
    save = Page("Saving a visit", f"/organisations/{group}/activities/new", budget=SAVE, posted=visit)
    return [
        Page("Home", "/", budget=LIST),
        Page("List of groups, one area", "/organisations", budget=LIST),
        Page("List of groups, region", "/organisations", REGION, LIST),
        Page("List, filtered by stage, region", "/organisations?stage=engaged", REGION, LIST),
        Page("List, part of the map, region", "/organisations?box=0.02,51.52,0.05,51.54", REGION, LIST),
        Page("List, umbrella body not known, region", "/organisations?member=unknown", REGION, LIST),
        Page("Groups to check, one area", "/organisations/to-check", budget=LIST),
        Page("Groups to check, region", "/organisations/to-check?checked=long_ago", REGION, LIST),
        Page("Search, many hits", "/organisations?q=mary", REGION, LIST),
        Page("Search, one name", f"/organisations?q={name}", REGION, LIST),
        Page("Search, no hit", "/organisations?q=zzyzx+qwert", REGION, LIST),
        Page("Search with a slip", "/organisations?q=bethal+asembly", REGION, LIST),
        Page("Search by another spelling", "/organisations?q=mosque+noor", REGION, LIST),
        Page("Search by street, region", f"/organisations?q={street}", REGION, LIST),
        Page("Search by street, one area", f"/organisations?q={street}", budget=LIST),
        Page("Search by a former place", f"/organisations?q={left}", REGION, LIST),
        Page("Suggestions, many hits", "/organisations/suggestions?q=mary", REGION, LIST),
        Page("Suggestions, one name", f"/organisations/suggestions?q={name}", budget=LIST),
        Page("Suggestions, no hit", "/organisations/suggestions?q=zzyzx+qwert", REGION, LIST),
        Page("A group: overview", f"/organisations/{group}", budget=GROUP),
        Page("A group: contact", f"/organisations/{group}/contact", budget=GROUP),
        Page("The busiest group: first contacts", f"/organisations/{busiest}/contact?before={EARLIEST}", budget=GROUP),
        Page("The busiest group: last contacts", f"/organisations/{busiest}/contact", budget=GROUP),
        Page("A group: details", f"/organisations/{group}/details", budget=GROUP),
        Page("A group: people", f"/organisations/{group}/people", budget=GROUP),
        Page("A group: policies", f"/organisations/{group}/policies", budget=GROUP),
        Page("A group: checks", f"/organisations/{group}/checks", budget=GROUP),
        Page("A group: training", f"/organisations/{group}/training", budget=GROUP),
        Page("A group: history", f"/organisations/{group}/history", budget=GROUP),
        Page("Form for a visit", f"/organisations/{group}/activities/new", budget=GROUP),
        save,
        Page("My week", "/week", budget=LIST),
        Page("Follow-ups", "/follow-ups", budget=LIST),
        Page("Next visits, one area", "/next-visits", budget=NEXT_VISITS, growth=None),
        Page("What it took to meet, one area", "/persistence", budget=REGION_COVERAGE, growth=10),
        Page("What ends if a post ends, one area", "/posts", REGION, REGION_COVERAGE, growth=10),
        Page("Training", "/training", budget=LIST),
        Page("DBS checks under way, one area", "/checks", budget=LIST),
        Page("DBS checks under way, region", "/checks", REGION, LIST),
        Page("Coverage, one area", "/coverage", budget=AREA_COVERAGE),
        Page("Coverage, one area, after a change", "/coverage", budget=AREA_COVERAGE, after=save),
        Page("Coverage, region", "/coverage", REGION, REGION_COVERAGE, growth=10),
        Page("Coverage, region, after a change", "/coverage", REGION, REGION_COVERAGE, growth=10, after=save),
        Page("Coverage, region, CSV", "/coverage.csv", REGION, REGION_COVERAGE, growth=10),
        Page("Groups behind a number, region", "/coverage/list?measure=policy&bucket=overdue", REGION, LIST),
        Page("Map", "/map", growth=None),
        Page("Points of the map, one area", "/map/organisations.geojson", growth=None),
        Page("Points of the map, region", "/map/organisations.geojson", REGION, growth=None),
        Page("Export of groups, region", "/organisations.csv", REGION, growth=None),
    ]


def _group(url: str, about: int) -> tuple[int, str]:
    """An engaged group of Newham with about so many contacts, and its name as a search."""
    contacts = func.count(ActivityOrganisation.id)
    wanted = (
        select(Organisation.id, Organisation.name)
        .join(OrganisationArea, OrganisationArea.organisation_id == Organisation.id)
        .join(Area, Area.id == OrganisationArea.area_id)
        .join(ActivityOrganisation, ActivityOrganisation.organisation_id == Organisation.id)
        .where(Area.code == NEWHAM, OrganisationArea.stage == Stage.ENGAGED, Organisation.closed_on.is_(None))
        .group_by(Organisation.id, Organisation.name)
        .order_by(func.abs(contacts - about), Organisation.id)
        .limit(1)
    )
    with create_engine(url, poolclass=NullPool).connect() as connection:
        found = connection.execute(wanted).one()
    return found.id, quote_plus(found.name)


def _streets(url: str) -> tuple[str, str]:
    """A street where groups meet, of Newham if there is one, and one that some have left; without house numbers."""
    wanted = (
        select(Venue.address)
        .join(Area, Area.id == Venue.area_id)
        .where(Venue.precision != Precision.MASKED, Venue.address.like("% Street"))
        .order_by(Area.code != NEWHAM, Venue.id)
        .limit(1)
    )
    with create_engine(url, poolclass=NullPool).connect() as connection:
        meets = connection.scalars(wanted.where(Venue.ended_on.is_(None))).one()
        met = connection.scalars(wanted.where(Venue.ended_on.is_not(None))).one()
    return quote_plus(meets.split(maxsplit=1)[1]), quote_plus(met.split(maxsplit=1)[1])


def answers_for(page: Page, browser: Browser) -> dict[str, str | list[str]] | None:
    """The form as the page gave it, filled in; None for a page that is only read.

    The note is another each time: the same answers on one day count as one form sent twice.
    """
    if page.posted is None:
        return None
    return {**browser.form(page.path), **page.posted, "note": f"{page.posted['note']} ({next(_times)})"}
