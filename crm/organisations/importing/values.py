"""What a cell says, in our words: refused with a reason, or mended with a remark that says how."""

import re
import unicodedata
from collections.abc import Callable, Iterable

from crm.areas.rules import normalise_postcode
from crm.core.contact import normalise_email, normalise_phone
from crm.core.errors import RuleBroken
from crm.core.text import fold, one_line
from crm.organisations.kinds import Faith, OrganisationKind
from crm.organisations.rules import charity_number, website

FORMULA = ("=", "+", "-", "@")
NUMBER = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{1,20})?", re.ASCII)
_OSM_NUMBER = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)
_AREA_CODE = re.compile(r"[EWSN][0-9]{8}")
_OSM_TYPES = ("node", "way", "relation")
_TOGETHER = re.compile(r"(?:c|POINT\s?Z?)?\s*\(?\s*([-+]?[0-9.]+)\s*[,\s]\s*([-+]?[0-9.]+)\s*\)?", re.IGNORECASE)

_FAITHS = {fold(word): faith for faith in Faith for word in (faith.value, faith.label)}
# Some lists name a denomination where others name the faith.
_CHRISTIAN = "The faith is given as a denomination: taken as Christian"
_DENOMINATIONS = {"protestant", "catholic", "roman catholic", "orthodox", "anglican", "methodist", "baptist"}
_KINDS = {fold(word): kind for kind in OrganisationKind for word in (kind.value, kind.label)}

# Letters of UTF-8 that were read as Windows-1252, once or twice: "Ã©" for "é".
_MOJIBAKE = re.compile("[ÂÃâÅÄï][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ€]")
MOJIBAKE_MENDED = "Letters were read in the wrong encoding (like Ã©): mended"
MOJIBAKE_LOST = "Letters were lost in an encoding (like ï¿½): what was left of them is taken out"
CAPITALS = "In capitals: written in small letters"
NA_LEFT_OUT = "“NA” stands for a part of the address: left out"
_SMALL = {"a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with", "upon", "y", "de", "al"}
_UPPER = {"UK", "CIO", "CIC", "URC", "AFC", "UKIM", "ICF", "II", "III", "IV", "YMCA", "NE", "SE"}
_NOTHING = {"na", "n a", "nan", "none", "null", "nil", "unknown", "not known", "tbc"}
_YES, _NO = {"yes", "y", "true", "1", "t", "active", "open"}, {"no", "n", "false", "0", "f", "inactive", "closed"}

Remarks = list[str]


def shown(typed: str) -> str:
    words = one_line(typed)
    return words if len(words) <= 40 else words[:40] + "…"


def words(typed: str, column: str, remarks: Remarks) -> str:
    """On one line, in one Unicode form, with letters mended. Nothing that a spreadsheet would run."""
    said = unicodedata.normalize("NFC", one_line(_mended(typed, remarks)))
    if said.startswith(FORMULA):
        raise RuleBroken(f"{column} begins with “{said[0]}”, like a formula of a spreadsheet")
    if len(said) > 200:
        raise RuleBroken(f"{column} is longer than 200 characters")
    return said


def _mended(typed: str, remarks: Remarks) -> str:
    said = typed
    for _ in range(2):
        if not _MOJIBAKE.search(said):
            break
        try:
            said = said.encode("cp1252").decode("utf-8")
        except UnicodeError:
            break
    if said != typed:
        remarks.append(MOJIBAKE_LOST if "\ufffd" in said else MOJIBAKE_MENDED)
    elif "\ufffd" in said:
        remarks.append(MOJIBAKE_LOST)
    return said.replace("\ufffd", "")


def in_small_letters(said: str, column: str, remarks: Remarks) -> str:
    """A name of several words, all in capitals, as people would write it; short forms stay as they are."""
    letters = [sign for sign in said if sign.isalpha()]
    if len(letters) < 5 or len(said.split()) < 2 or any(sign != sign.upper() for sign in letters):
        return said
    mended = re.sub(r"[^\s\-/(&,.]+", lambda word: _in_small(word[0], is_first=word.start() == 0), said)
    if mended != said:
        remarks.append(f"{column}: {CAPITALS[0].lower()}{CAPITALS[1:]}")
    return mended


def _in_small(word: str, *, is_first: bool) -> str:
    plain = word.strip("()'’.\"")
    if word in _UPPER or plain in _UPPER or not re.search("[AEIOUY]", plain) or any(sign.isdigit() for sign in word):
        return "St" + word[2:] if plain == "ST" else "Ltd" + word[3:] if plain == "LTD" else word
    if word.lower() in _SMALL and not is_first:
        return word.lower()
    start = re.search(r"\w", word)
    place = start.start() if start else 0
    return word[:place] + word[place].upper() + word[place + 1 :].lower()


def point(lon: str, lat: str) -> tuple[float, float]:
    for column, typed in (("lon", lon), ("lat", lat)):
        if not NUMBER.fullmatch(typed.strip()):
            raise RuleBroken(f"{column} “{shown(typed)}” is not a number of degrees, like 51.5268")
    east, north = float(lon), float(lat)
    if abs(east) > 180 or abs(north) > 90:
        raise RuleBroken(f"lon {lon.strip()} and lat {lat.strip()} are not a place on earth")
    if -9 <= north <= 2 and 49 <= east <= 61:
        raise RuleBroken(f"lon {lon.strip()} and lat {lat.strip()} look swapped")
    return east, north


def together(typed: str) -> tuple[float, float]:
    """`c(-0.05, 51.53)` and `POINT(-0.05 51.53)` name longitude first; a bare pair is told by its numbers."""
    found = _TOGETHER.fullmatch(typed.strip())
    if not found:
        raise RuleBroken(f"The point “{shown(typed)}” is not two numbers of degrees")
    one, other = found[1], found[2]
    is_bare = not typed.strip()[:1].isalpha()
    latitude_first = is_bare and bool(re.fullmatch(r"\+?(49|5[0-9]|60)(\.[0-9]+)?", one))
    return point(other, one) if latitude_first else point(one, other)


def osm_id(kind: str, number: str) -> str:
    kind, number = kind.strip().lower(), number.strip()
    if kind not in _OSM_TYPES:
        raise RuleBroken(f"osm_type “{shown(kind)}” is not node, way or relation")
    if not _OSM_NUMBER.fullmatch(number):
        raise RuleBroken(f"osm_id “{shown(number)}” is not a whole number")
    return f"{kind}/{number}"


def faith(typed: str, otherwise: Faith, remarks: Remarks) -> Faith:
    """By its code, its label, or a denomination that can only be of one."""
    plain = fold(typed)
    if plain in _DENOMINATIONS:
        remarks.append(_CHRISTIAN)
        return Faith.CHRISTIAN
    if plain and plain not in _FAITHS:
        raise RuleBroken(f"faith “{shown(typed)}” is not one that we know")
    return _FAITHS[plain] if plain else otherwise


def kind(typed: str, otherwise: OrganisationKind, remarks: Remarks) -> OrganisationKind:
    plain = fold(typed)
    if plain and plain not in _KINDS:
        remarks.append(f"kind “{shown(typed)}” is not one that we know: taken as {otherwise.label.lower()}")
    return _KINDS.get(plain, otherwise)


def area_code(typed: str) -> str:
    """Only what the list believes: an odd code is no reason to refuse, since the point decides."""
    code = typed.strip().upper()
    return code if _AREA_CODE.fullmatch(code) else ""


def address(parts: Iterable[str], remarks: Remarks) -> str:
    """Parts in one line, each once, without those that stand for nothing."""
    pieces = [piece.strip() for part in parts for piece in words(part, "address", remarks).split(",")]
    kept = [piece for piece in pieces if fold(piece) and fold(piece) not in _NOTHING]
    if any(fold(piece) in _NOTHING for piece in pieces):
        remarks.append(NA_LEFT_OUT)
    line = ", ".join(dict.fromkeys(kept))
    return _each_in_small_letters(line, remarks)


def _each_in_small_letters(line: str, remarks: Remarks) -> str:
    pieces = line.split(", ")
    is_loud = [len(piece) > 3 and piece.isupper() for piece in pieces]
    if not any(is_loud):
        return line
    remarks.append(f"address: {CAPITALS[0].lower()}{CAPITALS[1:]}")
    small = [
        re.sub(r"[^\s\-/(&.]+", lambda word: _in_small(word[0], is_first=word.start() == 0), piece) if loud else piece
        for piece, loud in zip(pieces, is_loud, strict=True)
    ]
    return ", ".join(small)


def postcode(typed: str) -> str:
    if not fold(typed) or fold(typed) in _NOTHING:
        raise RuleBroken("no postcode")
    try:
        return normalise_postcode(typed)
    except RuleBroken:
        raise RuleBroken(f"postcode “{shown(typed)}” is not a full UK postcode") from None


def _settled(by: Callable[[str], str], column: str) -> Callable[[str, Remarks], str | None]:
    """A contact that makes no sense is left out with a remark: it is no reason to refuse the group."""

    def settled(typed: str, remarks: Remarks) -> str | None:
        plain = one_line(_mended(typed, remarks))
        if not plain or fold(plain) in _NOTHING:
            return None
        try:
            return by(plain) or None
        except RuleBroken:
            remarks.append(f"{column} “{shown(plain)}” makes no sense: left out")
            return None

    return settled


phone = _settled(normalise_phone, "phone")
email = _settled(normalise_email, "email")
web = _settled(website, "website")
charity = _settled(charity_number, "charity number")


def closed(typed: str) -> str | None:
    """What the list says of its end, or None while it goes on."""
    plain = fold(typed)
    if not plain or plain in _NOTHING or plain in _NO - {"closed"}:
        return None
    return "the list says it has closed" if plain in _YES | _NO else f"closed in {shown(typed)}, the list says"


def inactive(typed: str) -> bool:
    return fold(typed) in _NO


def neutral(cell: str) -> str:
    """A cell that a spreadsheet will not run as a formula; plain numbers stay as they are."""
    is_number = NUMBER.fullmatch(cell.strip())
    return "'" + cell if cell.lstrip().startswith(FORMULA) and not is_number else cell
