"""GeoJSON, what Overpass answers, and plain lists of objects, read one object at a time."""

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, BinaryIO

import shapely

from crm.organisations.importing.reading.sheets import MOST_COLUMNS, FileRefused, Record, Table

# An object of a list is far smaller; what stands before the list may be a description.
_LARGEST_OBJECT = 2_000_000
_PIECE = 65_536
# Headings are the keys of so many objects at the start.
_LOOKED_AT = 1_000
_LISTS = ("features", "elements", "items", "results", "charities")
_BLANK = re.compile(r"[\s,]*")
_OSM_ID = re.compile(r"(node|way|relation)/([0-9]+)")

Flat = dict[str, str]


def read(stream: BinaryIO) -> Table:
    headings = list(dict.fromkeys(key for flat in islice(_flats(stream), _LOOKED_AT) for key in flat))
    if not headings:
        raise FileRefused("No list of objects was found. Send GeoJSON, an answer of Overpass, or a list of objects")
    if len(headings) > MOST_COLUMNS:
        # Maps have tags without end: those of the most use stand first.
        headings = headings[:MOST_COLUMNS]

    def records() -> Iterator[Record]:
        yield Record(0, headings)
        for number, flat in enumerate(_flats(stream), 1):
            yield Record(number, [flat.get(heading, "") for heading in headings])

    return Table(records, is_padded=True)


def _flats(stream: BinaryIO) -> Iterator[Flat]:
    for found in _Reader(stream).objects():
        if not isinstance(found, dict):
            raise FileRefused("The list holds something else than objects")
        if not _is_bare(found):
            yield _flat(found)


def _is_bare(found: Mapping[str, Any]) -> bool:
    """Overpass also lists the corners of outlines, which have no tags."""
    return found.get("type") in ("node", "way", "relation") and not found.get("tags")


class _Reader:
    """Takes a list out of a text that is never held as a whole."""

    def __init__(self, stream: BinaryIO) -> None:
        stream.seek(0)
        self._pieces = _decoded(stream)
        self._decoder = json.JSONDecoder(parse_constant=_refuse_constant)
        self._text, self._is_all = "", False

    def objects(self) -> Iterator[Any]:
        if not self._enter_list():
            return
        while (sign := self._next_sign()) != "]":
            if not sign:
                raise FileRefused("The list has no end: the file was cut short")
            yield self._value()

    def _enter_list(self) -> bool:
        """Up to the first sign within the list; of an object, the list under one of the usual names."""
        if self._take("["):
            return True
        self._take("{")
        while self._next_sign() not in ("}", ""):
            name = self._value()
            if not self._take(":"):
                raise FileRefused("The file is not well-formed JSON")
            if name in _LISTS and self._take("["):
                return True
            self._value()
        return False

    def _take(self, sign: str) -> bool:
        is_there = self._next_sign() == sign
        if is_there:
            self._text = self._text[1:]
        return is_there

    def _next_sign(self) -> str:
        self._skip()
        while not self._text and self._more():
            self._skip()
        return self._text[:1]

    def _skip(self) -> None:
        blank = _BLANK.match(self._text)
        self._text = self._text[blank.end() :] if blank else self._text

    def _value(self) -> Any:
        self._next_sign()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text)
            except RecursionError as deep:
                raise FileRefused("The file is nested too deeply") from deep
            except ValueError as wrong:
                if len(self._text) > _LARGEST_OBJECT:
                    raise FileRefused("One object of the list is too large, or not well-formed") from wrong
                if not self._more():
                    raise FileRefused("The file is not well-formed JSON") from wrong
            else:
                # A number at the end of a piece may go on in the next.
                if end < len(self._text) or not self._more():
                    self._text = self._text[end:]
                    return value

    def _more(self) -> bool:
        if not self._is_all:
            piece = next(self._pieces, None)
            self._is_all = piece is None
            self._text += piece or ""
        return not self._is_all


def _decoded(stream: BinaryIO) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        while piece := stream.read(_PIECE):
            yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as wrong:
        raise FileRefused("The text is not UTF-8, as JSON has to be") from wrong


def _refuse_constant(name: str) -> Any:
    raise FileRefused(f"{name} is no number that JSON knows")


def _flat(found: dict[str, Any]) -> Flat:
    if found.get("type") == "Feature":
        return _feature(found)
    if found.get("type") in ("node", "way", "relation") and "id" in found:
        return _element(found)
    return {key: _words(value) for key, value in found.items()}


def _feature(found: dict[str, Any]) -> Flat:
    properties = found.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    name = str(properties.get("@id") or found.get("id") or "")
    point = _middle(found.get("geometry"))
    rest = {key: _words(value) for key, value in properties.items() if key != "@id"}
    return {**_ids(name), **point, **{key: value for key, value in rest.items() if key not in point}}


def _ids(name: str) -> Flat:
    osm = _OSM_ID.fullmatch(name)
    if osm:
        return {"osm_type": osm[1], "osm_id": osm[2]}
    return {"id": name} if name else {}


def _element(found: dict[str, Any]) -> Flat:
    tags = found.get("tags")
    middle = found.get("center")
    at = middle if isinstance(middle, dict) else found
    point = {"lon": _words(at.get("lon")), "lat": _words(at.get("lat"))}
    rest = {key: _words(value) for key, value in (tags if isinstance(tags, dict) else {}).items()}
    return {"osm_type": str(found["type"]), "osm_id": _words(found["id"]), **point, **rest}


def _middle(geometry: Any) -> Flat:
    """The point, or the middle of the outline; empty where there is none that makes sense."""
    try:
        shape = shapely.from_geojson(json.dumps(geometry)) if isinstance(geometry, dict) else None
        middle = None if shape is None or shape.is_empty else shape.centroid
    except (shapely.errors.ShapelyError, ValueError, TypeError):
        middle = None
    if middle is None or middle.is_empty:
        return {"lon": "", "lat": ""}
    return {"lon": f"{middle.x:.7f}", "lat": f"{middle.y:.7f}"}


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(one, str | int) for one in value):
        return ";".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
