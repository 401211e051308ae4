from typing import Any

from crm.child_guard.actions import Kept
from crm.child_guard.rules import signs_in
from crm.child_guard.signs import Found
from crm.core import clock
from crm.core.fields import FileField, FilesField, HiddenField, RadiosField, TextField
from crm.core.fields.asked import Asked
from crm.core.forms import Form

OTHER = "other"
REASONS = (
    ("adult", "It is about an adult"),
    ("thing", "It is a date, a name or a number of something else"),
    ("many", "It is about several children, and nobody can tell which"),
    (OTHER, "Another reason"),
)


class GuardedForm(Form):
    """Its `guarded` answers are looked at for signs of a child before they are kept.

    A sign holds the save up: the page comes back with everything typed, says where to go with a worry about a child
    (`guard_area_id`), and asks for a reason. A reason counts only for the signs that the page has warned of.
    """

    guarded: tuple[str, ...] = ()
    guard_area_id: int | None = None
    child_signs: dict[str, list[Found]]
    guard_reason = RadiosField("Why is it right to keep it?", choices=REASONS)
    guard_words = TextField("What is the reason?", called="The reason")
    guard_warned = HiddenField()

    def shown_fields(self) -> list[Asked]:
        """Without the reason, which stands with the warning."""
        return [field for field in super().shown_fields() if field.name not in ("guard_reason", "guard_words")]

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        return self._is_harmless() and is_valid

    def kept(self) -> Kept | None:
        """What was kept although it was warned of; None when there was nothing to warn of."""
        if not self.child_signs:
            return None
        signs = dict.fromkeys(found.sign.label for signs in self.child_signs.values() for found in signs)
        reason = self.guard_words.data if self.guard_reason.data == OTHER else dict(REASONS)[self.guard_reason.data]
        return Kept(", ".join(signs), reason)

    def _is_harmless(self) -> bool:
        looked_at = {name: signs_in(_words(self[name]), clock.today()) for name in self.guarded}
        self.child_signs = {name: signs for name, signs in looked_at.items() if signs}
        warn_of = {f"{name}:{found.sign}" for name, signs in self.child_signs.items() for found in signs}
        was_warned = warn_of <= set((self.guard_warned.data or "").split())
        self.guard_warned.data = " ".join(sorted(warn_of))
        if not warn_of or (was_warned and self._has_reason()):
            return True
        for name, signs in self.child_signs.items():
            self[name].errors = [*self[name].errors, _warning(self[name], signs)]
        return False

    def _has_reason(self) -> bool:
        if not self.guard_reason.data:
            self.guard_reason.errors = ["Select why it is right to keep it, or take it out"]
        elif self.guard_reason.data == OTHER and not self.guard_words.data:
            self.guard_words.errors = ["Enter the reason"]
        elif self.guard_reason.data == OTHER and signs_in(self.guard_words.data, clock.today()):
            self.guard_words.errors = ["The reason must not tell which child is meant either"]
        return not (self.guard_reason.errors or self.guard_words.errors)


def _words(field: Any) -> str:
    """What was written, or what each chosen file is called, in a line of its own."""
    if isinstance(field, FileField):
        chosen = field.data if isinstance(field, FilesField) else [field.data]
        return "\n".join(file.filename.replace("_", " ") for file in chosen if file)
    return field.data or ""


def _warning(field: Any, signs: list[Found]) -> str:
    said = " and ".join(f"{found.sign.label} (“{found.words}”)" for found in signs)
    return f"{field.called} seems to hold {said}. Take it out, or give the reason to keep it"
