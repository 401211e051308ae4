"""`make bench`, or `python -m bench --help`."""

import argparse
import logging
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from functools import partial

from bench.counting import costs
from bench.databases import FOLDER, Size, postgresql, sqlite
from bench.measuring import measure
from bench.pages import pages
from bench.report import Run, table
from tests.support import postgres

QUICK = (Size(500, 5_000), Size(5_000, 50_000))
Opening = Callable[[Size], AbstractContextManager[str]]


def main() -> None:
    asked = _arguments()
    logging.disable(logging.INFO)
    sizes = QUICK if asked.quick else (_size(asked.small), _size(asked.large))
    with ExitStack() as stack:
        engines: dict[str, Opening] = {"SQLite": sqlite}
        if not asked.sqlite_only:
            engines["PostgreSQL"] = partial(postgresql, server=stack.enter_context(postgres.server()))
        runs = {name: (_run(open_, sizes[0], asked), _run(open_, sizes[1], asked)) for name, open_ in engines.items()}
    print(table(sizes, runs))


def _run(opening: Opening, size: Size, asked: argparse.Namespace) -> Run:
    with opening(size) as url:
        print(f"Measuring {size}", file=sys.stderr, flush=True)
        wanted = [page for page in pages(url) if asked.only.lower() in page.name.lower()]
        return Run(wanted, measure(url, wanted, asked.rounds), costs(url, FOLDER / "files", wanted))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure against the budgets.")
    parser.add_argument("--quick", action="store_true", help="small databases and few rounds, to try it out")
    parser.add_argument("--small", default="5000/50000", metavar="GROUPS/CONTACTS")
    parser.add_argument("--large", default="50000/500000", metavar="GROUPS/CONTACTS")
    parser.add_argument("--rounds", type=int, help="how often each page is asked for (40; with --quick 10)")
    parser.add_argument("--sqlite-only", action="store_true")
    parser.add_argument("--only", default="", help="only pages whose name holds this")
    asked = parser.parse_args()
    asked.rounds = asked.rounds or (10 if asked.quick else 40)
    return asked


def _size(words: str) -> Size:
    organisations, activities = words.split("/")
    return Size(int(organisations), int(activities))


if __name__ == "__main__":
    main()
