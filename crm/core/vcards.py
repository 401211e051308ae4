"""Contacts as every telephone reads them: vCard 4.0 (RFC 6350), written in the few lines that it takes.

The one library for it (vobject) writes version 3.0 and has had no release since 2024.
"""

from collections.abc import Iterable

MIMETYPE = "text/vcard"
LONGEST_LINE = 75
_SIGNS = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": None})


def vcard(name: str, parts: Iterable[tuple[str, str | None]]) -> str:
    """One contact. The parts are properties such as EMAIL with their text; those without one are left out.

    The whole name stands as the given name: where a family name begins is for its bearer to say.
    """
    lines = ["BEGIN:VCARD", "VERSION:4.0", f"FN:{escaped(name)}", f"N:;{escaped(name)};;;"]
    lines += [f"{what}:{escaped(said)}" for what, said in parts if said]
    return "".join(_folded(line) + "\r\n" for line in [*lines, "END:VCARD"])


def tel(number: str | None) -> tuple[str, str | None]:
    """A number as it is stored, in E.164 or a short code."""
    return "TEL;VALUE=uri", f"tel:{number}" if number else None


def escaped(text: str) -> str:
    return text.translate(_SIGNS)


def _folded(line: str) -> str:
    """Lines of at most 75 octets; a letter of several is not cut."""
    found, size = [""], 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LONGEST_LINE:
            found.append(" ")
            size = 1
        found[-1] += sign
        size += octets
    return "\r\n".join(found)
