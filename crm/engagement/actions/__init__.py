"""Every change of a contact and what follows from it: writing it down, its groups, stages and follow-ups, sharing."""

from crm.engagement.actions.correcting import change_activity
from crm.engagement.actions.follow_ups import change_follow_up, mark_done, reopen
from crm.engagement.actions.meetings import add_group, record_meeting, remove_group, set_present
from crm.engagement.actions.places import confirm_place
from crm.engagement.actions.recording import letter_returned, record_activity
from crm.engagement.actions.said import Happening, Next, Promise, Recorded
from crm.engagement.actions.sharing import share, stop_sharing
from crm.engagement.actions.stages import change_stage

__all__ = [
    "Happening",
    "Next",
    "Promise",
    "Recorded",
    "add_group",
    "change_activity",
    "change_follow_up",
    "change_stage",
    "confirm_place",
    "letter_returned",
    "mark_done",
    "record_activity",
    "record_meeting",
    "remove_group",
    "reopen",
    "set_present",
    "share",
    "stop_sharing",
]
