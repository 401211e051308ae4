"""Who took what out of the service, for administrators."""

from html import unescape

import pytest

from tests.factories import Make
from tests.support.web import SignIn, Visitor

ADDRESS = "/accounts/downloads"


@pytest.fixture
def administrator(make: Make, signed_in: SignIn) -> Visitor:
    return signed_in(make.administrator())


def look(visitor: Visitor) -> str:
    answer = visitor.get(ADDRESS)
    assert answer.status_code == 200
    return unescape(answer.text)


def test_before_the_first_the_page_says_so(administrator: Visitor) -> None:
    assert "Nobody has downloaded anything yet" in look(administrator)
    assert ADDRESS in administrator.get("/accounts").text


def test_each_file_is_told_with_who_took_it(make: Make, administrator: Visitor, signed_in: SignIn) -> None:
    area = make.area()
    group = make.organisation(area, faith="sikh")
    make.role(group)
    adviser = signed_in(make.adviser(area, name="Ada Khan"))
    adviser.get("/organisations.xlsx?faith=sikh&people=yes")
    adviser.get(f"/organisations/{group.id}/people.vcf")
    page = look(administrator)
    assert page.count("Ada Khan") == 2
    assert "1 group as XLSX, with names of safeguarding leads" in page
    assert "Contacts of 1 person" in page
    assert "faith: sikh" in page


def test_an_administrator_who_sees_no_groups_reads_no_name_of_one(
    make: Make, administrator: Visitor, signed_in: SignIn
) -> None:
    area = make.area()
    make.organisation(area, name="Kept-within")
    signed_in(make.adviser(area)).get("/organisations.csv?q=kept-within")
    page = look(administrator)
    assert "a search" in page
    assert "kept-within" not in page


def test_staff_do_not_see_who_took_what(make: Make, signed_in: SignIn) -> None:
    assert signed_in(make.coordinator(make.area())).get(ADDRESS).status_code == 403
