"""Text in other encodings, and the files that maps and registers come in."""

import json
from typing import Any

import pytest

from crm.organisations.importing.reading import FileRefused, read


def rows(content: bytes) -> list[dict[str, str]]:
    return [row.cells for row in read(content).rows()]


LINES = "name;postcode\nSão João;E7 8QJ\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_encodings_that_spreadsheets_save(encoding: str) -> None:
    assert rows(LINES.encode(encoding)) == [{"name": "São João", "postcode": "E7 8QJ"}]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_columns_may_be_parted_by_any_usual_sign(sign: str) -> None:
    assert rows(f"name{sign}postcode\nA{sign}E7 8QJ\n".encode()) == [{"name": "A", "postcode": "E7 8QJ"}]


def test_two_encodings_in_one_file_are_refused_with_the_line() -> None:
    with pytest.raises(FileRefused, match="Line 3: Part of the text is UTF-8"):
        read("name,b\nSão,1\n".encode() + "João,2\n".encode("cp1252"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n" + b"," * 1_000_001 + b"\n", "more than a million characters"),
        (b",".join(b"c%d" % n for n in range(1000)) + b"\n1,2\n", "More than 200 columns"),
        (b"a,b\n" + b"x" * 200_000 + b",y\n", "do not add up"),
        ("a,b\nc,d\n".encode("utf-16")[:-1], "UTF-16"),
        (b'{"type": "FeatureCollection"', "No list of objects"),
        (b"[" * 100_000, "nested too deeply"),
        (b'[{"name": NaN}]', "no number"),
        (b'[{"name": "A"}', "cut short"),
        (b"[1, 2, 3]", "something else than objects"),
        (b'{"a": 1}', "No list of objects"),
        (b'[{"name": "' + b"x" * 3_000_000 + b'"}', "too large"),
        (b'[{"name": "\xff"}]', "not UTF-8"),
    ],
)
def test_what_is_made_to_do_harm_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        list(read(content).rows())


def test_headings_that_stand_twice_or_are_missing_are_told_apart() -> None:
    assert read(b"name,,name\na,b,c\n").header == ["name", "column 2", "name (2)"]


def test_a_point_without_quotation_marks_is_read_as_one_value() -> None:
    (row,) = read(b'"","name","geometry"\n"1","A",c(-0.05, 51.52)\n').rows()
    assert row.cells["geometry"] == "c(-0.05, 51.52)"
    assert "no quotation marks" in row.remarks[0]


def json_of(value: Any) -> bytes:
    return json.dumps(value).encode()


def test_geojson_gives_its_properties_and_the_middle_of_its_outline() -> None:
    square = {"type": "Polygon", "coordinates": [[[0, 51], [0.2, 51], [0.2, 51.2], [0, 51.2], [0, 51]]]}
    features = [
        {"type": "Feature", "id": "way/12", "properties": {"name": "A", "lon": "x"}, "geometry": square},
        {"type": "Feature", "properties": {"name": "B"}, "geometry": None},
        {"type": "Feature", "properties": {"name": "C"}, "geometry": {"type": "Point", "coordinates": ["x"]}},
    ]
    found = rows(json_of({"type": "FeatureCollection", "name": "list", "features": features}))
    assert (found[0]["osm_type"], found[0]["osm_id"]) == ("way", "12")
    assert (found[0]["lon"], found[0]["lat"]) == ("0.1000000", "51.1000000")
    assert [(row["name"], row["lon"]) for row in found[1:]] == [("B", ""), ("C", "")]


def test_an_answer_of_overpass_gives_tags_and_centres_without_bare_corners() -> None:
    elements = [
        {"type": "node", "id": 1, "lat": 51.5, "lon": 0.03, "tags": {"name": "A", "religion": "muslim"}},
        {"type": "node", "id": 2, "lat": 51.5, "lon": 0.03},
        {"type": "way", "id": 3, "center": {"lat": 51.6, "lon": 0.04}, "tags": {"name": "B"}},
    ]
    found = rows(json_of({"version": 0.6, "elements": elements}))
    assert [(row["osm_type"], row["osm_id"], row["lon"], row["name"]) for row in found] == [
        ("node", "1", "0.03", "A"),
        ("way", "3", "0.04", "B"),
    ]


def test_a_list_of_objects_is_read_across_the_pieces_of_the_file() -> None:
    names = [
        {"charity_name": f"Trust {n} " + "x" * 90, "registered_charity_number": 1_100_000 + n} for n in range(2000)
    ]
    found = rows(b"\xef\xbb\xbf" + json_of(names))
    assert len(found) == 2000
    assert found[-1]["registered_charity_number"] == "1101999"
