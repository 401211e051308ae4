"""The fields of forms: what is asked, what was understood, and which component draws it.

Every field takes `required`, the message for an empty answer (without it an empty answer is allowed), and `hint`.
Whatever else a field is given goes to its component: `autocomplete`, `inputmode`, `classes`, `rows`.
"""

from crm.core.fields.asked import Asked
from crm.core.fields.choices import CheckboxesField, Choice, RadiosField, SelectField, TickBox, YesNo, choices_of
from crm.core.fields.dates import DateField
from crm.core.fields.words import (
    FileField,
    FilesField,
    HiddenField,
    IntegerField,
    PasswordField,
    TextArea,
    TextField,
    TimeField,
)

__all__ = [
    "Asked",
    "CheckboxesField",
    "Choice",
    "DateField",
    "FileField",
    "FilesField",
    "HiddenField",
    "IntegerField",
    "PasswordField",
    "RadiosField",
    "SelectField",
    "TextArea",
    "TextField",
    "TickBox",
    "TimeField",
    "YesNo",
    "choices_of",
]
