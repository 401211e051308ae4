"""What the coverage pages read from the address."""

import datetime as dt
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from crm.core import typed
from crm.core.errors import RuleBroken
from crm.core.fields import SelectField
from crm.core.forms import Filters
from crm.core.labels import Labelled
from crm.organisations.kinds import Faith, OrganisationKind
from crm.reporting.figures import BLOCKS, MEASURES, Number
from crm.reporting.rules import check_day
from crm.reporting.shading import Shown

Member = TypeVar("Member", bound=Labelled)
WHOLE = ("known", "contacted", "engaged")


class AreaFilter(Filters):
    area = SelectField("Area", blank=None)


class ShadedFilters(Filters):
    """The map of coverage."""

    area = SelectField("Area", blank="All your areas")
    show = SelectField("Shade by", choices=Shown, blank=None)


def day_asked(address: MultiDict[str, str], today: dt.date) -> dt.date:
    """`as_at=2026-11-22`, or the three boxes of the form, which are all empty for today."""
    try:
        if address.get("as_at"):
            on: dt.date | None = dt.date.fromisoformat(address["as_at"].strip())
        else:
            on = typed.date_of(*(address.get(f"as_at-{part}", "") for part in typed.PARTS))
    except typed.NotUnderstoodError as wrong:
        raise RuleBroken(f"The date {wrong}", field="as_at") from None
    except ValueError:
        raise RuleBroken("The date must be a real date", field="as_at") from None
    if on is None:
        return today
    check_day(on, today)
    return on


def number_asked(address: MultiDict[str, str]) -> Number | None:
    """Which number is asked for; None when there is no such number."""
    measure = address.get("measure", "known")
    bucket = _member(BLOCKS[measure], address.get("bucket")) if measure in BLOCKS else None
    if measure not in WHOLE and bucket is None:
        return None
    return Number(
        measure,
        bucket,
        address.get("among") == "children" and measure in MEASURES,
        _member(OrganisationKind, address.get("kind")),
        _member(Faith, address.get("faith")),
    )


def _member(kind: type[Member], value: str | None) -> Member | None:
    return next((member for member in kind if member.value == value), None)
