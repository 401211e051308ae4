"""`flask --app app seed ...`: fills the database. `demo` and `scale` hang their commands on the same group."""

from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import AppGroup

from crm.access.scope import every_area
from crm.areas.loading import load_reference as load_areas
from crm.core.bulk import Loaded
from crm.extensions import db
from crm.organisations.actions.places import place_in_wards
from crm.organisations.queries.wards import misplaced
from crm.organisations.reference import load_reference as load_choices
from crm.resources.reference import load_reference as load_resources
from crm.standards.reference import load_reference as load_standards
from crm.training.reference import load_reference as load_courses
from seed.demo.command import demo
from seed.scale.command import scale

REFERENCE = Path(__file__).parent / "reference"

# In the order they run. Each takes the folder of files, changes only what differs, and does not commit.
REFERENCE_LOADERS: list[Callable[[Path], list[Loaded]]] = [
    load_areas,
    load_choices,
    load_courses,
    load_resources,
    load_standards,
]

seed = AppGroup("seed", help="Fill the database.")
seed.add_command(demo)
seed.add_command(scale)


@seed.command("reference")
@click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=REFERENCE)
def reference(folder: Path) -> None:
    """Load areas, postcodes, contacts and the lists that staff choose from. Safe to repeat."""
    for load in REFERENCE_LOADERS:
        for loaded in load(folder):
            click.echo(f"{loaded.what}: {loaded.added} added, {loaded.changed} changed, {loaded.same} unchanged")
    with every_area("places are put in the wards that were loaded"):
        click.echo(f"places: {place_in_wards(misplaced()):,} put in their ward")
        db.session.commit()
