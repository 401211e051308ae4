"""The table that is printed, in Markdown, so that docs/performance.md can hold it as it is."""

from typing import NamedTuple

from bench.counting import Cost
from bench.databases import Size
from bench.measuring import Measured
from bench.pages import Page

STATEMENTS, KILOBYTES = 12, 60


class Run(NamedTuple):
    """One engine at one size."""

    pages: list[Page]
    measured: dict[str, Measured]
    costs: dict[str, Cost]


Engine = tuple[Run, Run]


def table(sizes: tuple[Size, Size], engines: dict[str, Engine]) -> str:
    """Small and large of each engine; what is over its budget is named at the end of the line."""
    heads = [head for name in engines for head in (f"{name} p50 ms", "ratio", "least", "growth")]
    lines = [
        f"Small: {sizes[0]}. Large: {sizes[1]}. Times and ratios are of the large one; growth is large / small.",
        "ratio: page to floor, both medians. least: both at their quickest, with less noise of the machine.",
        "",
        "| page | budget | " + " | ".join(heads) + " | statements | KB | over |",
        "|---|---|" + "---|" * (len(heads) + 3),
    ]
    first = next(iter(engines.values()))
    return "\n".join(lines + [_line(page, engines, first[1]) for page in first[1].pages])


def _line(page: Page, engines: dict[str, Engine], large: Run) -> str:
    cells = [page.name, str(page.budget or "-")]
    over: list[str] = []
    for name, (before, after) in engines.items():
        cells += _speed(page, before.measured.get(page.name), after.measured.get(page.name), name, over)
    cost = large.costs.get(page.name)
    cells += [str(cost.statements), f"{cost.kilobytes:.0f}"] if cost else ["-", "-"]
    if cost and cost.statements > STATEMENTS:
        over.append("statements")
    if cost and page.is_html and cost.kilobytes > KILOBYTES:
        over.append("size")
    return "| " + " | ".join([*cells, ", ".join(over)]) + " |"


def _speed(page: Page, before: Measured | None, after: Measured | None, engine: str, over: list[str]) -> list[str]:
    if after is None:
        return ["not there", "-", "-", "-"]
    growth = after.least / before.least if before else None
    if page.budget and after.ratio > page.budget:
        over.append(f"{engine} ratio")
    if growth and page.growth and growth > page.growth:
        over.append(f"{engine} growth")
    times = [f"{after.milliseconds:.1f}", f"{after.ratio:.1f}", f"{after.least:.1f}"]
    return [*times, f"{growth:.2f}" if growth else "-"]
