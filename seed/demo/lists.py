"""Lists that the staff of an area keep, and groups that agreed to be in the directory for the public."""

from crm.handover.queries import links_held
from crm.organisations.actions import publishing
from crm.organisations.kinds import Published
from crm.organisations.queries import organisation_with_areas
from crm.organisations.saved_lists.actions import save_list
from seed.demo.teller import Teller

SAVED = {"Madrasas": {"kind": "madrasa"}, "Met, and no further yet": {"stage": "met"}}
SAVED_AGO, AGREED_AGO, AGREED = 120, 45, 6
PARTS = (Published.NAME_AND_KIND, Published.PLACE, Published.TIMES)


def tell(t: Teller) -> None:
    for code in t.areas:
        _save(t, code)
        _agree(t, code)


def _save(t: Teller, code: str) -> None:
    on, actor, area_id = t.diary.day(SAVED_AGO), t.advisers[code], t.areas[code].id

    def deed() -> None:
        for name, filters in SAVED.items():
            save_list(name, area_id, filters, actor)

    t.diary.note(on, actor.id, deed)


def _agree(t: Teller, code: str) -> None:
    on, actor, area_id = t.diary.day(AGREED_AGO), t.advisers[code], t.areas[code].id

    def deed() -> None:
        named = [
            link.organisation for link in links_held(actor.id, area_id) if not link.organisation.name_is_placeholder
        ]
        for group in [one for one in named if not one.is_sensitive][:AGREED]:
            publishing.give(organisation_with_areas(group.id), PARTS, on, "Their secretary", actor)

    t.diary.note(on, actor.id, deed)
