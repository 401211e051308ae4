"""What bringing in a long list costs: `python -m bench.importing [ROWS]...`; memory must not grow with the list."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from bench.databases import FOLDER, ROOT, environment
from seed.scale import names

SIZES = (5_000, 50_000)
HEADER = ("osm_type", "osm_id", "name", "religion", "denomination", "lon", "lat", "lad25cd")
MEGABYTE = 1024
# Greater London, roughly: the rows beyond its border are refused, as in any list.
EAST, NORTH = (-0.45, 0.25), (51.33, 51.66)


class Memory(NamedTuple):
    """In megabytes: what the process holds itself, and with the pages of files that it looks at."""

    own: float
    resident: float


def write_list(path: Path, rows: int) -> None:
    rng = Random(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        sheet = csv.writer(file)
        sheet.writerow(HEADER)
        for number in range(1, rows + 1):
            name, _, _, faith = names.group(rng)
            point = (f"{rng.uniform(*EAST):.6f}", f"{rng.uniform(*NORTH):.6f}")
            sheet.writerow(("node", number, name, faith.value, "", *point, ""))


def run(rows: int, command: list[str], environment_: dict[str, str]) -> dict[str, Any]:
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", *command],
        cwd=ROOT, env=environment_, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    seen: list[Memory] = []
    watcher = threading.Thread(target=_watch, args=(process, seen))
    watcher.start()
    said, _ = process.communicate()
    watcher.join()
    found = json.loads(said)
    return {
        "rows": rows,
        "created": found["created"],
        "pairs": found["likely_duplicates"],
        "seconds": round(time.perf_counter() - started, 1),
        "own MB": round(max(memory.own for memory in seen)),
        "resident MB": round(max(memory.resident for memory in seen)),
    }


def _watch(process: subprocess.Popen[str], seen: list[Memory]) -> None:
    while process.poll() is None:
        try:
            words = Path(f"/proc/{process.pid}/status").read_text()
        except OSError:
            return
        held = {key: int(value) / MEGABYTE for key, value in re.findall(r"(\w+):\s+(\d+) kB", words)}
        if "RssAnon" in held:
            seen.append(Memory(held["RssAnon"], held["VmHWM"]))
        time.sleep(0.05)


def measure(rows: int) -> dict[str, Any]:
    folder = FOLDER / f"import-{rows}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    told = {**environment(os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/list.sqlite"),
            "FOOTBRIDGE_DATA_DIR": str(folder)}  # fmt: skip
    for ready in (["db", "upgrade"], ["seed", "reference"]):
        command = [sys.executable, "-m", "flask", "--app", "app", *ready]
        subprocess.run(command, cwd=ROOT, env=told, check=True, capture_output=True)
    write_list(folder / "list.csv", rows)
    found = run(rows, ["organisations", "import", str(folder / "list.csv"), "--source", "osm", "--json"], told)
    shutil.rmtree(folder)
    return found


def main() -> None:
    for rows in [int(words) for words in sys.argv[1:]] or SIZES:
        print(json.dumps(measure(rows)), flush=True)


if __name__ == "__main__":
    main()
