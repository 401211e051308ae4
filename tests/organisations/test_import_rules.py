"""What a row must be, what it says in our words, and whose word stands."""

from contextlib import closing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.organisations.importing import rules
from crm.organisations.importing.columns import guess
from crm.organisations.importing.reading import read
from crm.organisations.importing.rules import Place, Refusal
from crm.organisations.importing.seen import SeenOnDisk
from crm.organisations.importing.values import neutral
from crm.organisations.kinds import PlaceKind
from crm.organisations.reference import TRADITIONS
from tests.organisations.places import row, sheet

CODES = {
    (faith, value): code for faith, lines in TRADITIONS.items() for code, _, values in lines for value in values.split()
}


def places_of(content: bytes) -> tuple[list[Place], list[Refusal]]:
    table = read(content)
    return rules.places_of(table.rows(), guess(table, []), {})


def refusals(*rows: dict[str, Any]) -> list[str]:
    return [refusal.reason for refusal in places_of(sheet(*rows))[1]]


def place(**values: Any) -> Place:
    return places_of(sheet(row(1, **values)))[0][0]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"lon": "east"}, "lon “east” is not a number"),
        ({"lat": ""}, "lat “” is not a number"),
        ({"lat": "nan"}, "not a number"),
        ({"lat": "1e5"}, "not a number"),
        ({"lat": "٥١.٥"}, "not a number"),
        ({"lat": "95"}, "not a place on earth"),
        ({"lon": "51.53", "lat": "0.03"}, "look swapped"),
        ({"osm_type": "area"}, "not node, way or relation"),
        ({"osm_id": "12.0"}, "not a whole number"),
        ({"faith": "Jedi"}, "faith “Jedi” is not one that we know"),
        ({"name": "=HYPERLINK(1)"}, "like a formula"),
        ({"denomination": "@SUM(A1)"}, "like a formula"),
        ({"name": "x" * 201}, "longer than 200 characters"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_with_the_reason(values: dict[str, Any], said: str) -> None:
    assert said in refusals(row(1, **values))[0]


def test_an_id_is_known_again_from_the_disk_with_its_first_line() -> None:
    with closing(SeenOnDisk()) as seen:
        table = read(sheet(row(1), row(2), row(1, "Another name")))
        found, refused = rules.places_of(table.rows(), guess(table, []), seen)
        ids = ("মসজিদ", "Node/1", "node/1", "মসজিদ")
        assert [seen.setdefault(one, line) for line, one in enumerate(ids, 5)] == [5, 6, 7, 5]
    assert [place.row for place in found] == [2, 3]
    assert [refusal.reason for refusal in refused] == [f"{found[0].external_id} stands on line 2 already"]


def test_a_row_with_too_few_or_too_many_values_is_refused_alone() -> None:
    content = sheet(row(1, "A")) + b"E09000025,Newham\r\n" + b"," * 12 + b"x\r\n"
    places, refused = places_of(content)
    assert len(places) == 1
    assert [refusal.reason for refusal in refused] == [
        "2 values, but the header names 9 columns",
        "13 values, but the header names 9 columns",
    ]


def test_the_second_row_with_an_id_is_refused() -> None:
    assert refusals(row(1, "A"), row(1, "B")) == ["way/1 stands on line 2 already"]


def test_a_place_without_a_name_is_called_after_its_faith() -> None:
    assert rules.name_of(place()) == "Unnamed Christian place of worship"
    assert rules.name_of(place(faith="")) == "Unnamed place of worship"


@pytest.mark.parametrize(
    ("faith", "denomination", "code"),
    [
        ("Christian", "anglican", "CHR_ANGLICAN"),
        ("Christian", "Church of England", "CHR_ANGLICAN"),
        ("Christian", "catholic", "CHR_RC"),
        ("Jewish", "Reform_Judaism", "JEW_REFORM"),
        ("Jewish", "orthodox", "JEW_ORTHODOX"),
        ("Christian", "orthodox", None),
        ("Muslim", "anglican", None),
        ("Christian", "Trinity Welsh", None),
        ("Christian", "", None),
        ("Christian", "methodist;united_reformed", rules.ECUMENICAL),
        ("Christian", "Methodist/United_Reformed", rules.ECUMENICAL),
        ("Christian", "united_reformed;moravian", rules.ECUMENICAL),
        ("Christian", "anglican;evangelical", "CHR_ANGLICAN"),
        ("Christian", "catholic;roman_catholic", "CHR_RC"),
        ("Muslim", "sunni;shia", None),
    ],
)
def test_a_denomination_gives_a_tradition_only_where_it_is_known(
    faith: str, denomination: str, code: str | None
) -> None:
    assert rules.tradition_of(place(faith=faith, denomination=denomination), CODES) == code


@pytest.mark.parametrize(
    ("faith", "name", "kind"),
    [
        ("Sikh", "Dashmesh Darbar", PlaceKind.GURDWARA),
        ("Christian", "Kingdom Hall of Jehovah’s Witnesses", PlaceKind.KINGDOM_HALL),
        ("Muslim", "Al-Karam Mosque", PlaceKind.MOSQUE),
        ("Muslim", "East End Islamic Centre", None),
        ("Christian", "Southwark Cathedral", PlaceKind.CATHEDRAL),
        ("Christian", "Cathedral House", None),
        ("Christian", "St Mary's Church", None),
    ],
)
def test_the_kind_of_place_is_taken_only_where_it_is_certain(faith: str, name: str, kind: PlaceKind | None) -> None:
    assert rules.place_kind_of(place(faith=faith, name=name), None) is kind


def test_a_value_that_nobody_edited_follows_the_list() -> None:
    assert rules.settle({"name": "Old"}, {"name": "New"}, {"name": "Old"}) == ({"name": "New"}, [])


def test_a_value_that_somebody_edited_is_kept_and_named() -> None:
    assert rules.settle({"name": "Old"}, {"name": "New"}, {"name": "Ours"}) == ({}, ["name"])


def test_an_edit_stands_quietly_while_the_list_says_what_it_said() -> None:
    assert rules.settle({"name": "Old"}, {"name": "Old"}, {"name": "Ours"}) == ({}, [])


values = st.dictionaries(st.sampled_from(["name", "faith", "point"]), st.sampled_from(["a", "b", None]), min_size=3)


@given(values, values, values)
def test_nothing_is_taken_that_would_overwrite_an_edit(
    before: dict[str, Any], offered: dict[str, Any], current: dict[str, Any]
) -> None:
    take, kept = rules.settle(before, offered, current)
    assert all(current[key] == before[key] for key in take)
    assert all(current[key] not in (before[key], offered[key]) for key in kept)


@given(st.text(max_size=20))
def test_no_cell_of_a_download_begins_a_formula(cell: str) -> None:
    safe = neutral(cell)
    is_number = safe.strip().lstrip("+-").replace(".", "", 1).isdigit()
    assert is_number or not safe.lstrip().startswith(("=", "+", "-", "@"))


def test_a_negative_number_of_a_download_stays_a_number() -> None:
    assert neutral("-0.19725") == "-0.19725"
    assert neutral("-1+1") == "'-1+1"
