"""Checks that the lock files name packages and hashes, never the place they were fetched from."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCHEME = ":" + "//"


def faults(root: Path) -> list[str]:
    """One line a fault. Addresses of projects' homes and funding in package-lock.json are harmless."""
    found = [
        f"{path.name}: holds an address; lock again with: make locks"
        for path in sorted(root.glob("requirements*"))
        if SCHEME in path.read_text()
    ]
    npm_lock = root / "package-lock.json"
    if npm_lock.exists() and '"resolved"' in npm_lock.read_text():
        found.append("package-lock.json: says where packages came from; npm must read the .npmrc beside it")
    return found + unequal_pins(root)


def unequal_pins(root: Path) -> list[str]:
    """What is tested must be what is served."""
    served, tested = pins(root / "requirements.txt"), pins(root / "requirements-dev.txt")
    return [f"requirements-dev.txt: has no {pin}, as requirements.txt has" for pin in sorted(served - tested)]


def pins(lock: Path) -> set[str]:
    lines = lock.read_text().splitlines()
    return {line.removesuffix("\\").strip() for line in lines if line and line[0].isalnum()}


def main() -> int:
    found = faults(ROOT)
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
