"""An order in which neighbours on a map follow each other."""

from collections.abc import Sequence

_SIDE = 1024


def along_a_curve(points: Sequence[tuple[float, float]]) -> list[int]:
    """The places of the points along a Hilbert curve, which fills the plane without a jump."""
    if not points:
        return []
    steps = list(zip(*map(_steps, zip(*points, strict=True)), strict=True))
    return sorted(range(len(points)), key=lambda place: (_along(*steps[place]), place))


def _steps(degrees: Sequence[float]) -> list[int]:
    """From 0 to the side of the square, whatever the points span."""
    least, span = min(degrees), max(degrees) - min(degrees)
    return [round((one - least) / (span or 1) * (_SIDE - 1)) for one in degrees]


def _along(x: int, y: int) -> int:
    """How far along the curve: each quarter in turn, turned so that it begins where the one before it ended."""
    found, half = 0, _SIDE // 2
    while half:
        right, up = int(bool(x & half)), int(bool(y & half))
        found += half * half * ((3 * right) ^ up)
        if not up:
            x, y = (_SIDE - 1 - y, _SIDE - 1 - x) if right else (y, x)
        half //= 2
    return found
