"""`make test`: gets what the tests need, says what it uses, and runs pytest. Arguments are pytest's."""

import os
import subprocess
import sys
from contextlib import ExitStack

from sqlalchemy import make_url

from tests.support import browser, postgres
from tests.support.processes import CannotBeHad

WORKERS = ("-n", "2", "--dist", "loadgroup")


def is_skipped(what: str) -> bool:
    return os.environ.get(f"SKIP_{what}", "") not in ("", "0")


def main(arguments: list[str]) -> int:
    with ExitStack() as until_done:
        try:
            if not is_skipped("BROWSER"):
                os.environ["TEST_BROWSER"] = browser.find_or_get()
                print(f"Browser: {os.environ['TEST_BROWSER']}", flush=True)
            if not is_skipped("POSTGRES"):
                os.environ["TEST_POSTGRES_URL"] = until_done.enter_context(postgres.server())
                print(f"PostgreSQL: {described(os.environ['TEST_POSTGRES_URL'])}", flush=True)
        except CannotBeHad as refusal:
            print(refusal, file=sys.stderr)
            return 1
        return subprocess.run([sys.executable, "-m", "pytest", *WORKERS, *arguments], check=False).returncode


def described(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
