"""A server as `make serve` has it, with one process, so that its memory is warm in every request."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.databases import ROOT, environment


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def serving(what: str, url: str = "sqlite://") -> Iterator[int]:
    """The port where `what` ("app:app") answers."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "--no-control-socket", "--log-level", "error"),
        *("--worker-class", "gthread", "--workers", "1", "--threads", "4", "--keep-alive", "600"),
        *("--bind", f"127.0.0.1:{port}", what),
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(url), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("The server stopped while starting") from None
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server did not start within 30 seconds")
