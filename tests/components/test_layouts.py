"""What every page gets from the layouts."""

import re
from typing import Any

import pytest
from flask import flash, render_template_string

from crm.core.errors import RuleBroken
from crm.core.fields import FileField, HiddenField, TextField
from crm.core.forms import Form
from tests.components.fixtures import normalised

PAGE = '{% extends "layouts/page.html" %}{% set heading = "Al-Noor & <Sons>" %}{% block content %}Words{% endblock %}'
FORM = '{% extends "layouts/form.html" %}{% set heading = "Add a group" %}{% set cancel_href = "/groups" %}'
LIST = """{% extends "layouts/list.html" %}{% set heading = "Groups" %}{% set next_href = "?after=9" %}
{% from "components/filter.html" import filter %}
{% block filters %}{% call filter("/groups", chosen, keep={"sort": "name"}) %}fields{% endcall %}{% endblock %}"""

pytestmark = pytest.mark.usefixtures("bare_app")


class GroupForm(Form):
    name = TextField("What is the group's name?", required="Enter its name")
    version = HiddenField(default=3)


class PlanForm(GroupForm):
    plan = FileField("Upload the plan")


def within(tag: str, html: str) -> str:
    """The text inside the first such element, without needless blanks."""
    tokens = normalised(html)
    start = next(i for i, token in enumerate(tokens) if token[0] == tag and isinstance(token, tuple))
    inside = tokens[start + 1 : tokens.index("/" + tag, start)]
    return " ".join(token for token in inside if isinstance(token, str) and not token.startswith("/"))


def page(source: str, **given: Any) -> str:
    return render_template_string(source, **given)


def test_the_title_of_a_page_begins_with_its_heading() -> None:
    html = page(PAGE)
    assert within("h1", html) == "Al-Noor & <Sons>"
    assert within("title", html) == "Al-Noor & <Sons> - Footbridge"
    assert "<Sons>" not in html


def test_the_title_of_a_form_in_error_says_so_first() -> None:
    form = GroupForm(formdata=None)
    assert within("title", page(FORM, form=form)) == "Add a group - Footbridge"
    form.show(RuleBroken("This name is taken", "name"))
    assert within("title", page(FORM, form=form)) == "Error: Add a group - Footbridge"


def test_a_form_carries_its_hidden_fields_and_lists_its_errors() -> None:
    form = GroupForm(formdata=None)
    form.show(RuleBroken("This name is taken", "name"))
    html = page(FORM, form=form)
    assert re.search(r'<input[^>]* name="version"[^>]* value="3"', html)
    assert '<a href="#name">This name is taken</a>' in html
    assert 'href="/groups">Cancel</a>' in html


@pytest.mark.parametrize(("form", "is_multipart"), [(GroupForm, False), (PlanForm, True)])
def test_only_a_form_with_files_is_sent_in_parts(form: type[Form], is_multipart: bool) -> None:
    assert ("multipart/form-data" in page(FORM, form=form(formdata=None))) is is_multipart


def test_a_name_in_breadcrumbs_or_a_back_link_keeps_its_own_direction() -> None:
    way = '{% set breadcrumbs = [{"text": "Groups", "href": "/g"}, {"text": "<نور>"}] %}{% set back_href = "/g" %}'
    html = page(PAGE.replace("{% block", way + "{% set back_text = '<نور>' %}{% block", 1))
    assert html.count("<bdi>&lt;نور&gt;</bdi>") == 2


def test_signing_out_is_a_form_and_is_only_for_who_is_signed_in() -> None:
    signed_in = page(PAGE, account_name="Ann")
    assert re.search(r'<form method="post" action="/sign-out"[^>]*>\s*<input[^>]*value="a token"', signed_in)
    assert "/sign-out" not in page(PAGE, account_name=None)


@pytest.mark.parametrize("demo_data", [True, False])
def test_demonstration_data_is_said_to_be_that(demo_data: bool) -> None:
    assert ("Demonstration data" in page(PAGE, demo_data=demo_data)) is demo_data


def test_what_was_done_is_told_once_each_and_what_went_otherwise_differently() -> None:
    flash("Review recorded")
    flash("The stage <did> not move", "info")
    html = page(PAGE)
    assert re.findall(r'role="(alert|region)"\s+aria-labelledby="(flashed-\d)"', html) == [
        ("alert", "flashed-1"),
        ("region", "flashed-2"),
    ]
    assert "&lt;did&gt;" in html


def test_a_list_has_the_next_page_and_counts_the_filters_in_use() -> None:
    chosen = [{"heading": "Faith", "items": [{"text": "Sikh", "href": "?"}, {"text": "Jain", "href": "?"}]}]
    html = page(LIST, chosen=chosen)
    assert 'href="?after=9" rel="next"' in " ".join(html.split())
    assert within("summary", html) == "Filters (2 in use)"
    assert '<input type="hidden" name="sort" value="name">' in html


def test_no_page_needs_scripts_or_styles_that_our_policy_forbids() -> None:
    html = page(PAGE, account_name="Ann", navigation=[{"text": "Home", "href": "/", "current": True}])
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", html) == []
