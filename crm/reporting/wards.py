"""An area in its wards: the figures of each, and who looked there last."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from crm.areas.models import Ward
from crm.reporting import figures, queries
from crm.reporting.figures import Figures
from crm.sweeps.queries import looks_in
from crm.sweeps.rules import Look

NOTHING: Figures = figures.coverage({}).total
# What an address says, and a page, of groups without a place, outside every ward, or whose place is kept private.
IN_NO_WARD, NO_WARD = "none", "In no ward"


class Part(NamedTuple):
    """A ward, or the groups in none, where `id` is None."""

    id: int | None
    code: str
    name: str
    figures: Figures
    look: Look | None

    @property
    def is_unknown(self) -> bool:
        """Where nobody has looked and no group is known, there is nothing to count: that is not 0."""
        return self.id is not None and self.look is None and not self.figures.known


def parts_of_area(area_id: int, wards: Sequence[Ward], on: dt.date) -> list[Part]:
    """Every ward, also where no group is known; the groups in none come last, so that all add up to the area."""
    found: Mapping[int | None, Figures] = queries.coverage_by_ward(area_id, on)
    looks = looks_in([area_id], on)
    parts = [
        Part(ward.id, ward.code, ward.name, found.get(ward.id, NOTHING), looks.of_ward(area_id, ward.id))
        for ward in wards
    ]
    return [*parts, Part(None, IN_NO_WARD, NO_WARD, found[None], None)] if None in found else parts
