"""A part of the map, as an address says it."""

import pytest

from crm.areas.box import Box, box_of


def test_a_box_is_rounded_outwards_to_a_metre_and_written_as_it_was_read() -> None:
    box = box_of("0.0123456,51.5000019,0.0300001,51.6")
    assert box == Box(0.01234, 51.5, 0.03001, 51.6)
    assert str(box) == "0.01234,51.5,0.03001,51.6"
    assert box_of(str(box)) == box


@pytest.mark.parametrize("degrees", [0.07, 0.29, 51.57, 0.00001])
def test_what_is_round_already_stays(degrees: float) -> None:
    edges = f"{-degrees:.5f},{-degrees:.5f},{degrees:.5f},{degrees:.5f}"
    assert box_of(edges) == Box(-degrees, -degrees, degrees, degrees)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "0,51,1",
        "0,51,1,52,53",
        "0,51,1,north",
        "0,51,nan,52",
        "0,51,inf,52",
        "0,51,1e3,52",
        "0,51,٣,52",
        "1,51,0,52",
        "0,52,1,51",
        "0,51,0,52",
        "0,51,181,52",
        "0,-91,1,52",
        "0,51,1,'); --",
        "0," + "5" * 5000 + ",1,52",
    ],
)
def test_what_is_no_part_of_the_map_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="Not"):
        box_of(said)
