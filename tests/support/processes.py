"""What the set-up of the tests asks of the machine it runs on."""

import os
import shutil
import subprocess
from collections.abc import Sequence


class CannotBeHad(Exception):
    """Something the tests need is not here; the message says how to get it."""


def answers(command: Sequence[str], seconds: float = 30) -> str | None:
    """What a command prints, or None when it cannot be run, fails or takes too long."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def package_manager() -> list[str] | None:
    """The start of an apt-get command that will not ask for a password, where there is one."""
    if shutil.which("apt-get") is None:
        return None
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    if os.geteuid() == 0:
        return apt
    if shutil.which("sudo") and answers(["sudo", "-n", "true"]) is not None:
        return ["sudo", "-n", *apt]
    return None


def install(*packages: str) -> bool:
    """Installs Debian packages where that is allowed; False where it is not, or where it failed."""
    apt = package_manager()
    if apt is None:
        return False
    print(f"Installing {', '.join(packages)}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run([*apt, *step], env=environment, stdout=subprocess.DEVNULL, check=False)
    return done.returncode == 0
