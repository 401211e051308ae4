"""What people may type into a form, and what they get back when it is not understood."""

import datetime as dt
import enum
from io import BytesIO
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage, MultiDict

from crm.core import fields
from crm.core.errors import RuleBroken
from crm.core.forms import Form
from tests.components.fixtures import normalised

pytestmark = pytest.mark.usefixtures("bare_app")


class Kind(enum.StrEnum):
    VISIT = "visit"
    CALL = "call"

    @property
    def label(self) -> str:
        return {"visit": "A visit", "call": "A telephone call"}[self]


class VisitForm(Form):
    name = fields.TextField("What is the group's name?", required="Enter the group's name", hint="As on its sign")
    held_on = fields.DateField("When was the visit?", required="Enter the date", called="The date of the visit")
    starts = fields.TimeField("When did it start?")
    kind = fields.RadiosField("What kind of contact was it?", choices=Kind, required="Select the kind of contact")
    topics = fields.CheckboxesField("What did you talk about?", choices=[("a", "Abuse"), ("b", "Buildings")])
    area = fields.SelectField("Which borough?", choices=[(1, "Newham"), (2, "Barnet")], coerce=int)
    children = fields.YesNo("Do children attend?")
    present = fields.IntegerField("How many people were there?", most=500, called="The number of people")
    notes = fields.TextArea("What was said?", max_length=20, counts=True, called="The notes")
    plan = fields.FileField("Upload the plan", accept=".pdf")
    confirmed = fields.TickBox("I have checked this")
    version = fields.HiddenField(coerce=int)


ANSWERS = {
    "name": "St Mary’s",
    "held_on-day": "3",
    "held_on-month": "Feb",
    "held_on-year": "2026",
    "kind": "visit",
    "version": "7",
}


def answered(**changed: Any) -> Any:
    form = VisitForm(formdata=MultiDict(ANSWERS | {name.replace("__", "-"): value for name, value in changed.items()}))
    form.validate()
    return form


def tags(html: str, name: str) -> list[dict[str, str]]:
    return [dict(token[1]) for token in normalised(html) if token[0] == name and isinstance(token, tuple)]


def test_a_form_filled_in_well_gives_typed_values() -> None:
    form = answered(starts="2.30pm", topics="b", area="2", children="no", present="1,20", confirmed="yes")
    assert form.errors == {}
    assert (form.held_on.data, form.starts.data) == (dt.date(2026, 2, 3), dt.time(14, 30))
    assert (form.kind.data, form.topics.data, form.area.data) == (Kind.VISIT, ["b"], 2)
    assert (form.children.data, form.present.data, form.confirmed.data, form.version.data) == (False, 120, True, 7)


def test_what_is_not_asked_to_be_answered_may_be_left_out() -> None:
    form = answered()
    assert [form[n].data for n in ("starts", "area", "children", "present", "plan")] == [None] * 5
    assert (form.topics.data, form.notes.data, form.confirmed.data) == ([], "", False)


@pytest.mark.parametrize(
    ("day", "month", "year", "error", "box"),
    [
        ("", "", "", "Enter the date", "day"),
        ("3", "", "2026", "The date of the visit must include a month", "month"),
        ("", "", "2026", "The date of the visit must include a day and month", "day"),
        ("31", "2", "2026", "The date of the visit must be a real date", "day"),
        ("3", "13", "2026", "The date of the visit must be a real date", "month"),
        ("3", "2", "26", "The date of the visit must have a year of 4 numbers, for example 2026", "year"),
        ("3", "2", "0026", "The date of the visit must be a real date", "year"),
        ("²", "2", "2026", "The date of the visit must be a real date", "day"),
        ("3", "ma", "2026", "The date of the visit must be a real date", "month"),
    ],
)
def test_a_date_that_is_not_one_is_refused_at_its_box(day: str, month: str, year: str, error: str, box: str) -> None:
    form = answered(held_on__day=day, held_on__month=month, held_on__year=year)
    assert form.error_list() == [{"text": error, "href": f"#held_on-{box}"}]
    shown = {i["name"]: i.get("value", "") for i in tags(form.held_on(), "input")}
    assert shown == {"held_on-day": day, "held_on-month": month, "held_on-year": year}


@pytest.mark.parametrize("month", ["9", "09", "Sep", "sept", "September", "SEPTEMBER"])
def test_a_month_may_be_a_number_or_a_word(month: str) -> None:
    assert answered(held_on__month=month).held_on.data == dt.date(2026, 9, 3)


@pytest.mark.parametrize("typed", ["25:00", "half two", "13pm", "0am", "12:60", "1:2:3"])
def test_a_time_that_is_not_one_is_shown_again(typed: str) -> None:
    form = answered(starts=typed)
    assert form.starts.errors
    assert tags(form.starts(), "input")[0]["value"] == typed


@pytest.mark.parametrize(("typed", "hour"), [("2pm", 14), ("12am", 0), ("12pm", 12), ("midday", 12), ("0900", 9)])
def test_a_time_may_be_typed_in_several_ways(typed: str, hour: int) -> None:
    assert answered(starts=typed).starts.data == dt.time(hour)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("name", " \x00 ", "Enter the group's name"),
        ("name", "x" * 201, "Your answer must be 200 characters or fewer"),
        ("notes", "x" * 21, "The notes must be 20 characters or fewer"),
        ("present", "501", "The number of people must be between 0 and 500"),
        ("present", "a few", "The number of people must be a whole number, like 30"),
        ("kind", "letter", "Select the kind of contact"),
        ("kind", "", "Select the kind of contact"),
        ("area", "3", "Select one of the answers"),
        ("topics", "z", "Select one of the answers"),
    ],
)
def test_an_answer_that_is_refused_says_what_to_do(field: str, value: str, error: str) -> None:
    assert answered(**{field: value}).error_list() == [{"text": error, "href": f"#{field}"}]


def test_one_thing_that_is_wrong_is_told_at_a_time() -> None:
    form = answered(held_on__day="31", held_on__month="2", kind="letter")
    assert {name: len(errors) for name, errors in form.errors.items()} == {"held_on": 1, "kind": 1}


@pytest.mark.parametrize("typed", ["\x00", "\ud800", "a\x00b\ud800", "\u202e<b>", "٣", "9" * 400])
def test_nothing_that_can_be_typed_breaks_a_form(typed: str) -> None:
    names = [*ANSWERS, "starts", "topics", "area", "children", "present", "notes", "plan", "confirmed"]
    form = VisitForm(formdata=MultiDict(dict.fromkeys(names, typed)))
    form.validate()
    page = "".join(field() for field in form)
    assert page.encode()
    assert "\x00" not in page
    assert "<b>" not in page


def test_a_control_names_its_hint_and_its_error() -> None:
    form = answered(name="")
    box = tags(form.name(), "input")[0]
    assert box["aria-describedby"] == "name-hint name-error"
    assert {"name-hint", "name-error"} <= {p.get("id") for p in tags(form.name(), "div") + tags(form.name(), "p")}


def test_every_error_leads_to_a_control_on_the_page() -> None:
    form = answered(name="", kind="", held_on__day="", starts="x", area="9", topics="z", children="x", present="x")
    ids = {c.get("id") for field in form for kind in ("input", "select", "textarea") for c in tags(field(), kind)}
    assert {error["href"][1:] for error in form.error_list()} <= ids
    assert len(form.error_list()) == 8


def test_a_broken_rule_stands_beside_its_field() -> None:
    form = answered()
    form.show(RuleBroken("The visit must be in the past", "held_on"))
    assert form.error_list() == [{"text": "The visit must be in the past", "href": "#held_on-day"}]
    assert "The visit must be in the past" in form.held_on()


@pytest.mark.parametrize("field", [None, "version", "unheard_of"])
def test_a_broken_rule_about_nothing_shown_stands_above_the_form(field: str | None) -> None:
    form = answered()
    form.show(RuleBroken("This group is closed", field))
    assert form.error_list() == [{"text": "This group is closed"}]
    assert form.errors


def test_a_form_shows_what_is_already_known() -> None:
    known = {"held_on": dt.date(2026, 2, 3), "kind": Kind.CALL, "area": 2, "children": True, "starts": dt.time(9, 5)}
    form = VisitForm(formdata=None, data=known)
    assert [i.get("value") for i in tags(form.held_on(), "input")] == ["3", "2", "2026"]
    assert tags(form.starts(), "input")[0]["value"] == "09:05"
    chosen = [o["value"] for f in (form.kind, form.children) for o in tags(f(), "input") if "checked" in o]
    assert chosen + [o["value"] for o in tags(form.area(), "option") if "selected" in o] == ["call", "yes", "2"]


def test_a_question_may_be_the_heading_of_its_page() -> None:
    form = answered()
    assert tags(form.kind(is_heading=True), "h1") == [{"class": "govuk-fieldset__heading"}]
    assert tags(form.name(is_heading=True), "h1") == [{"class": "govuk-label-wrapper"}]


def test_what_to_ask_next_stands_under_the_answer_that_leads_to_it() -> None:
    form = answered()
    shown = form.kind(conditional={Kind.CALL: form.name()})
    assert [i["data-aria-controls"] for i in tags(shown, "input") if "data-aria-controls" in i] == [
        "conditional-kind-2"
    ]


def test_a_file_is_given_and_an_empty_one_is_not() -> None:
    plan = FileStorage(BytesIO(b"%PDF"), filename="plan.pdf")
    assert answered(plan=plan).plan.data is plan
    assert answered(plan=FileStorage()).plan.data is None
    assert answered().has_files


class LateForm(Form):
    area = fields.SelectField("Which borough?", coerce=int)


@pytest.mark.parametrize(("offered", "is_accepted"), [(7, True), (8, False)])
def test_choices_may_be_set_after_the_form_was_read(offered: int, is_accepted: bool) -> None:
    form = LateForm(formdata=MultiDict({"area": "7"}), meta={"csrf": False})
    form.area.choices = [(offered, "A borough")]
    assert form.validate() is is_accepted
