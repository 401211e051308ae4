"""What every form does: shows a broken rule where it belongs, and lists its errors for the top of the page."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm

from crm.core.errors import RuleBroken
from crm.core.fields import Asked, FileField, SelectField
from crm.core.widgets import Kept

KEPT = Kept()


class Form(FlaskForm):
    """Messages are our own, so no translations are looked up."""

    class Meta:
        def get_translations(self, form: Any) -> None:
            return None

    @property
    def has_files(self) -> bool:
        return any(isinstance(field, FileField) for field in self)

    def shown_fields(self) -> list[Asked]:
        return [field for field in self if isinstance(field, Asked)]

    def show(self, broken: RuleBroken) -> None:
        """Beside the field it names; above the form when it names none, or one that nobody sees."""
        field = self._fields.get(broken.field)
        if isinstance(field, Asked):
            field.errors = [*field.errors, broken.message]
        else:
            self.form_errors.append(broken.message)

    def error_list(self) -> list[dict[str, str]]:
        """For the error summary: first what is wrong with the whole, then each field in the order asked."""
        whole = [{"text": message} for message in self.form_errors]
        for field in self:
            href = {"href": f"#{field.error_id()}"} if isinstance(field, Asked) else {}
            whole += [{"text": str(message), **href} for message in field.errors[:1]]
        return whole


class Filters(Form):
    """The filters of a list: read from the address, so that the result can be linked to."""

    class Meta:
        csrf = False

    def __init__(self, **options: Any) -> None:
        super().__init__(formdata=request.args, **options)
        for field in self:
            if isinstance(field, SelectField):
                field.widget = KEPT
