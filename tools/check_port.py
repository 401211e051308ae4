"""Says whether a port is free, before anyone waits for an installation. Standard library alone: runs before it."""

import socket
import sys

TAKEN = """Port {port} on {address} is in use, so Footbridge was not started.
Stop what uses it, or choose another port: make run PORT=5001
(On a Mac, port 5000 is often AirPlay Receiver: System Settings, General, AirDrop & Handoff.)"""


def is_answered(address: str, port: int) -> bool:
    """A server on every address does not stop a Mac from binding this one, so knock first."""
    with socket.socket() as knock:
        knock.settimeout(1)
        return knock.connect_ex((address, port)) == 0


def can_be_bound(address: str, port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, port))
        except OSError:
            return False
    return True


def main(address: str, wanted: str) -> int:
    if not wanted.isdigit() or not 1 <= int(wanted) <= 65535:
        print(f"PORT must be a number from 1 to 65535, not {wanted!r}", file=sys.stderr)
        return 1
    port = int(wanted)
    if is_answered(address, port) or not can_be_bound(address, port):
        print(TAKEN.format(port=port, address=address), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
