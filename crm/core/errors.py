"""The one exception that is meant for the person at the screen."""


class RuleBroken(Exception):
    """A rule of the field says no; `message` is shown beside `field`, or above the form without one."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
