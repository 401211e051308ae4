"""What columns mean: guessed, checked, and values mended or refused with the reason."""

from typing import Any

import pytest

from crm.core.errors import RuleBroken
from crm.organisations.importing import columns, recipes, rules, values
from crm.organisations.importing.columns import Columns, Meaning
from crm.organisations.importing.reading import Table, read
from crm.organisations.importing.rules import Place
from crm.organisations.kinds import Faith, OrganisationKind

M = Meaning


def table(*lines: str) -> Table:
    return read("\n".join(lines).encode())


def guessed(*lines: str) -> dict[str, Meaning]:
    found = table(*lines)
    return dict(columns.guess(found, list(found.rows())).meanings)


def placed(meanings: dict[str, Meaning], *lines: str, **fixed: Any) -> tuple[list[Place], list[str]]:
    places, refusals = rules.places_of(table(*lines).rows(), Columns(meanings, **fixed), {})
    return places, [refusal.reason for refusal in refusals]


def test_headings_tell_what_columns_mean() -> None:
    assert guessed("Group name,Telephone,Web address,Post code,Notes", "A,,,,") == {
        "Group name": M.NAME,
        "Telephone": M.PHONE,
        "Web address": M.WEBSITE,
        "Post code": M.POSTCODE,
    }


def test_where_headings_say_nothing_the_values_do() -> None:
    lines = [f"A{n},E7 8Q{n}H,a{n}@example.org" for n in "ABCD"]
    assert guessed("who,where,how", *(line.replace("H", "", 1) for line in lines)) == {
        "where": M.POSTCODE,
        "how": M.EMAIL,
    }


def test_half_a_point_is_no_point() -> None:
    assert guessed("name,lon,postcode", "A,0.1,E7 8QJ") == {"name": M.NAME, "postcode": M.POSTCODE}


def test_addresses_of_the_charity_register_are_guessed_as_contact_addresses() -> None:
    lines = ("charity_name,registered_charity_number,charity_contact_address1,charity_contact_postcode", "A,1,b,E7 8QJ")
    assert guessed(*lines) == {
        "charity_name": M.NAME,
        "registered_charity_number": M.CHARITY_NUMBER,
        "charity_contact_postcode": M.CONTACT_POSTCODE,
    }


def test_an_address_of_the_charity_register_cannot_be_made_premises() -> None:
    register = table("name,charity_no,postcode,lon,lat,source_tier", "A,231920,E7 8QJ,0.03,51.5,charity_register")
    for meanings in ({"postcode": M.POSTCODE}, {"lon": M.LON, "lat": M.LAT}):
        with pytest.raises(RuleBroken, match="never taken as premises"):
            columns.check(Columns({"name": M.NAME, **meanings}), register, list(register.rows()))


def test_a_list_without_a_name_or_a_place_is_refused() -> None:
    found = table("what,b", "A,c")
    with pytest.raises(RuleBroken, match="missing: name, a point"):
        columns.check(columns.guess(found, []), found, [])


def test_one_meaning_belongs_to_one_column() -> None:
    found = table("a,b,c", "A,c,d")
    with pytest.raises(RuleBroken, match="only one column each for: Name"):
        columns.check(Columns({"a": M.NAME, "b": M.NAME, "c": M.POSTCODE}), found, [])


def test_a_mapping_is_kept_and_found_by_its_headings_in_any_order() -> None:
    known = Columns({"a": M.NAME, "b": M.POSTCODE}, OrganisationKind.MADRASA, Faith.MUSLIM)
    assert columns.from_kept(known.as_kept()) == known
    assert recipes.heading_key(["Name", "Post code"]) == recipes.heading_key(["post code", "NAME"])


NAMED = {"name": M.NAME, "postcode": M.POSTCODE}


def test_a_row_without_an_id_gets_the_same_one_each_time() -> None:
    lines = ("name,postcode", "St Mary's,E7 8QJ")
    ids = {placed(NAMED, *lines)[0][0].external_id for _ in range(2)}
    assert len(ids) == 1
    assert placed(NAMED, *lines, "ST. MARYS,e78qj")[1] == ["the same name and place stands on line 2 already"]


def test_a_charity_number_is_an_id() -> None:
    meanings = {"name": M.NAME, "no": M.CHARITY_NUMBER, "postcode": M.CONTACT_POSTCODE}
    (place,), _ = placed(meanings, "name,no,postcode", "A,231920,E7 8QJ")
    assert (place.external_id, place.point, place.contact_postcode) == ("charity/231920", None, "E7 8QJ")


def test_what_has_closed_is_refused_with_the_year() -> None:
    meanings = {**NAMED, "closed": M.CLOSED, "active": M.ACTIVE}
    _, reasons = placed(meanings, "name,postcode,closed,active", "A,E7 8QJ,2014,", "B,E7 8QJ,,False", "C,E7 8QJ,no,yes")
    assert reasons == ["closed in 2014, the list says", "not active any more, the list says"]


def test_a_row_without_a_usable_postcode_is_refused() -> None:
    _, reasons = placed(NAMED, "name,postcode", "A,", "B,somewhere")
    assert reasons == ["no postcode", "postcode “somewhere” is not a full UK postcode"]


def test_contacts_that_make_no_sense_are_left_out_and_told() -> None:
    meanings = {**NAMED, "phone": M.PHONE, "email": M.EMAIL, "web": M.WEBSITE}
    (place,), _ = placed(meanings, "name,postcode,phone,email,web", "A,E7 8QJ,123,a@,example.org")
    assert (place.phone, place.email, place.website) == (None, None, "https://example.org")
    assert place.remarks == ("phone “123” makes no sense: left out", "email “a@” makes no sense: left out")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ST MARY'S CHURCH OF THE LORD", "St Mary's Church of the Lord"),
        ("RCCG VICTORY HOUSE UK", "RCCG Victory House UK"),
        ("IDARA-E-JAAFERIYA (LONDON) LTD", "Idara-E-Jaaferiya (London) Ltd"),
        ("KICC", "KICC"),
        ("Al-Noor MOSQUE", "Al-Noor MOSQUE"),
        ("以馬內利華人教堂 教堂", "以馬內利華人教堂 教堂"),
    ],
)
def test_names_in_capitals_are_written_as_people_would(typed: str, meant: str) -> None:
    assert values.in_small_letters(typed, "name", []) == meant


@pytest.mark.parametrize(
    ("typed", "meant", "remark"),
    [
        ("SÃ£o JoÃ£o", "São João", values.MOJIBAKE_MENDED),
        ("St Maryâ€™s", "St Mary’s", values.MOJIBAKE_MENDED),
        ("library@example.orgÃ¯Â¿Â½", "library@example.org", values.MOJIBAKE_LOST),
        ("São João", "São João", None),
        ("Ã", "Ã", None),
    ],
)
def test_letters_read_in_a_wrong_encoding_are_mended(typed: str, meant: str, remark: str | None) -> None:
    remarks: list[str] = []
    assert values.words(typed, "name", remarks) == meant
    assert remarks == ([remark] if remark else [])


def test_parts_of_an_address_that_stand_for_nothing_are_left_out() -> None:
    remarks: list[str] = []
    assert values.address(["BELGRAVE HALL, DENMARK ROAD", "London", "NA"], remarks) == (
        "Belgrave Hall, Denmark Road, London"
    )
    assert values.NA_LEFT_OUT in remarks


@pytest.mark.parametrize("typed", ["c(-0.05, 51.53)", "POINT(-0.05 51.53)", "51.53, -0.05", "-0.05 51.53"])
def test_a_point_in_one_column_is_told_by_its_numbers(typed: str) -> None:
    assert values.together(typed) == (-0.05, 51.53)


@pytest.mark.parametrize("cell", ["=1+1", "+SUM(A1)", "-2+3", "@import"])
def test_a_name_that_a_spreadsheet_would_run_is_refused(cell: str) -> None:
    assert "like a formula" in placed(NAMED, "name,postcode", f"{cell},E7 8QJ")[1][0]


def test_a_denomination_in_place_of_a_faith_is_taken_as_christian() -> None:
    remarks: list[str] = []
    assert values.faith("protestant", Faith.NOT_STATED, remarks) is Faith.CHRISTIAN
    assert remarks
