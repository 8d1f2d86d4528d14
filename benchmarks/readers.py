"""Readers of the pages: a real server on this machine, and threads that ask, read and think."""

import http.client
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, sleep
from typing import Final

from diaban.cli.serve import STAMP

__all__ = ["Page", "Read", "Server", "read_for", "serving"]

TICK = os.sysconf("SC_CLK_TCK")
PATIENCE = 60
_KEPT: Final[list[tempfile.TemporaryDirectory[str]]] = []


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its port, and the processes that answer."""

    port: int
    process: int

    def cpu(self) -> float:
        """Seconds of processor time that its processes have taken so far."""
        return sum(_cpu(number) for number in (self.process, *_children(self.process)))

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        """One answer: status, headers, body as it came over the line."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", path, headers=dict(headers or {}))
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


@dataclass(slots=True)
class Page:
    """The answers of one kind of page: seconds each, and bytes over the line."""

    seconds: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Read:
    """What the readers saw, by kind of page; what was refused, and the processor time of the server meanwhile."""

    pages: dict[str, Page]
    failures: list[str]
    cpu: float


@contextmanager
def serving(home: Path, workers: int) -> Iterator[Server]:
    """``diaban serve`` on the memory in ``home``, on a free port, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "diaban", "serve", "--port", str(port), "--workers", str(workers)]
    told = {**os.environ, "DIABAN_HOME": str(home), "DIABAN_DATABASE": ""}
    if _KEPT:
        # What pages name beside their text is gathered and compressed by the first server: it is the same for all.
        shutil.copytree(_KEPT[0].name, home, dirs_exist_ok=True)
    with subprocess.Popen(words, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            server = Server(port, process.pid)
            _wait(server, process)
            if not _KEPT:
                _keep(home)
            yield server
        finally:
            process.send_signal(signal.SIGTERM)


def _keep(home: Path) -> None:
    kept = tempfile.TemporaryDirectory(prefix="diaban-bench-")
    shutil.copytree(home / "static", Path(kept.name) / "static")
    shutil.copy(home / STAMP, kept.name)
    _KEPT.append(kept)


def read_for(
    server: Server, paths: Mapping[str, Sequence[str]], *, readers: int, seconds: float, think: float, seed: int
) -> Read:
    """``readers`` threads for ``seconds``: each asks for a page of a random kind, reads it to its end, thinks.

    ``think``: mean of the pause, drawn from the exponential distribution.
    """
    pages = {kind: Page() for kind in paths}
    failures: list[str] = []
    lock, end, before = threading.Lock(), perf_counter() + seconds, server.cpu()

    def reader(number: int) -> None:
        chance = random.Random(seed + number)
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        sleep(chance.uniform(0, think))
        while perf_counter() < end:
            kind = chance.choice(list(paths))
            path = chance.choice(paths[kind])
            start = perf_counter()
            try:
                connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
                answer = connection.getresponse()
                body, status = answer.read(), answer.status
            except (http.client.HTTPException, OSError) as error:
                # A worker closed the line while the reader was thinking: ask again on a new one.
                connection.close()
                if isinstance(error, http.client.RemoteDisconnected | ConnectionResetError | BrokenPipeError):
                    continue
                status, body = 0, b""
            spent = perf_counter() - start
            with lock:
                if status == http.client.OK:
                    pages[kind].seconds.append(spent)
                    pages[kind].sizes.append(len(body))
                else:
                    failures.append(f"{status} {path}")
            sleep(chance.expovariate(1 / think))

    threads = [threading.Thread(target=reader, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Read(pages, failures, server.cpu() - before)


def _wait(server: Server, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(10 * PATIENCE):
        if process.poll() is not None:
            told = process.stderr.read().decode("utf-8", "replace") if process.stderr else ""
            raise RuntimeError(f"the server ended: {told[-2000:]}")
        try:
            server.get("/design/")
        except OSError:
            sleep(0.1)
        else:
            return
    raise TimeoutError("the server does not answer")


def _cpu(process: int) -> float:
    try:
        text = Path(f"/proc/{process}/stat").read_text("ascii")
    except OSError:
        return 0.0
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _children(process: int) -> list[int]:
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
    except OSError:
        return []
    return [int(word) for word in text.split()]
