"""The server of the tests: the real one, on a free port, as a process of its own."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import ready
from tests.cli.run import COMMAND, environment

PATIENCE = 60


@dataclass(frozen=True)
class Site:
    """A running server: ``http://127.0.0.1:N`` without a last stroke, the home it serves, what it printed."""

    address: str
    home: Path
    log: Path

    def said(self) -> str:
        """All that the server printed until now."""
        return self.log.read_text("utf-8")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(home: Path, **more: str) -> Iterator[Site]:
    """``diaban serve`` on that home, with those variables of the environment, until the block ends."""
    port = free_port()
    site = Site(f"http://127.0.0.1:{port}", home, home.parent / f"{home.name}-{port}.log")
    env = environment(DIABAN_HOME=str(home), **more)
    ready.dressed(home)
    with site.log.open("wb") as log:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(port)], stdout=log, stderr=log, env=env, start_new_session=True
        )
    try:
        _await(process, port, site)
        ready.keep_dress(home)
        yield site
    finally:
        # The whole group: a worker left behind would keep the port and the memory.
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _await(process: subprocess.Popen[bytes], port: int, site: Site) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, f"the server ended with {process.returncode}: {site.said()}"
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            asked.request("GET", "/")
            asked.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            asked.close()
    raise AssertionError(f"the server does not answer: {site.said()}")
