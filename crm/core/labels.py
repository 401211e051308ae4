"""Closed sets that code branches on: a stored value and the words people see."""

import enum


class Labelled(enum.StrEnum):
    """A StrEnum whose members carry a label: `MET = "met", "Met"`. Called with a value alone, it looks one up."""

    label: str

    def __new__(cls, value: str, label: str = "") -> "Labelled":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
