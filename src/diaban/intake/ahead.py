"""Files read ahead, by processes of their own: reading needs no database, and a nation's files take longer to read than
to be written.

What a process answers bears the very forms it was asked with: a form and its parts travel by their place in the list of
all, once. A process that fails, or an answer that cannot travel, costs time only: the file is then read here.
"""

import io
import os
import pickle
import signal
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import local
from types import MappingProxyType
from typing import Any, Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding
from diaban.intake.form import Form
from diaban.intake.told import Read, Told, read_told

__all__ = ["Ahead", "Pending", "reading_ahead"]

MOST: Final = 4
"""Processes at most: more read faster than one can write."""
BEHIND: Final = 19
"""By how much processes that read stand back."""
UNTOLD: Final = b""
"""The answer of a process that read a file and cannot tell what it read."""

Answer = Read | tuple[Finding, ...]
"""What was read, or why it was refused."""


@dataclass(slots=True)
class Pending:
    """A file that is being read."""

    data: bytes
    name: str
    told: Told
    _forms: Mapping[str, Form]
    _parts: list[Any]
    _answer: "Future[bytes]"

    def read(self) -> Read:
        """The file as ``told.read_told`` reads it, and its errors."""
        told = self._answer.result()
        if told == UNTOLD:
            return read_told(self.data, name=self.name, told=self.told, forms=self._forms)
        answer: Answer = _Unpickler(told, self._parts).load()
        if not isinstance(answer, Read):
            raise RefusedError(*answer)
        return answer


class _Reader(local):
    """Of one thread, the line to the process that it asks; None: there is none."""

    line: Connection | None = None


class Ahead:
    """Reads files in other processes, which start with the first of them; a thread each waits for their answers."""

    def __init__(self, forms: Mapping[str, Form]) -> None:
        self._forms, self._parts = forms, list(_parts(forms))
        self._threads: ThreadPoolExecutor | None = None
        self._mine = _Reader()
        self.processes: list[BaseProcess] = []

    @property
    def useful(self) -> bool:
        """Whether there is a processor for it beside the one that writes."""
        return len(os.sched_getaffinity(0)) > 1

    def start(self, data: bytes, *, name: str, told: Told) -> Pending:
        """Have a file read."""
        if self._threads is None:
            number = min(len(os.sched_getaffinity(0)), MOST)
            self._threads = ThreadPoolExecutor(number, "reading", self._begin, (_dumped(dict(self._forms), {}),))
        answer = self._threads.submit(self._asked, data, name, told)
        return Pending(data, name, told, self._forms, self._parts, answer)

    def end(self) -> None:
        """Whatever was not begun is left, and what is being read too."""
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
            for each in self.processes:
                each.kill()
            self._threads.shutdown()

    def _begin(self, forms: bytes) -> None:
        """A process for this thread. Started anew, not forked: whoever forks a process with threads and open databases
        shares their locks."""
        context = get_context("spawn")
        # Whoever is interrupted is the one that asked; it ends the process, which is born deaf to it. The tracker of
        # shared things comes first: starting it lets the signal through again.
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        with suppress(OSError):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, forms), daemon=True)
            process.start()
            # Only the process holds the other end now: it is seen when that ends.
            theirs.close()
            self._mine.line = ours
            self.processes.append(process)

    def _asked(self, data: bytes, name: str, told: Told) -> bytes:
        line = self._mine.line
        if line is None:
            return UNTOLD
        try:
            line.send_bytes(pickle.dumps((data, name, told), pickle.HIGHEST_PROTOCOL))
            return line.recv_bytes()
        except (EOFError, OSError):
            return UNTOLD


@contextmanager
def reading_ahead(forms: Mapping[str, Form]) -> Iterator[Ahead]:
    """Processes that read files of these forms until the block ends."""
    ahead = Ahead(forms)
    try:
        yield ahead
    finally:
        ahead.end()


# --- inside a process of its own ----------------------------------------------------------------------


def _serve(line: Connection, dumped: bytes) -> None:
    """Read what comes along the line until it ends; whoever asked, and was killed, ends it too."""
    # Whoever writes, and its database, come first: both wait for each other many times a file.
    os.nice(BEHIND)
    forms: Mapping[str, Form] = pickle.loads(dumped)
    parts = {id(part): at for at, part in enumerate(_parts(forms))}
    with suppress(EOFError, OSError):
        while True:
            data, name, told = pickle.loads(line.recv_bytes())
            line.send_bytes(_answer(data, name, told, forms, parts))


def _answer(data: bytes, name: str, told: Told, forms: Mapping[str, Form], parts: Mapping[int, int]) -> bytes:
    answer: Answer
    try:
        answer = read_told(data, name=name, told=told, forms=forms)
    except RefusedError as refused:
        answer = refused.findings
    try:
        return _dumped(answer, parts)
    except (pickle.PicklingError, TypeError, AttributeError):
        return UNTOLD


# --- how it travels -----------------------------------------------------------------------------------


def _parts(forms: Mapping[str, Form]) -> Iterator[Any]:
    """Forms and all that they are made of, in an order of their own."""
    for form in forms.values():
        yield form
        for version in form.versions:
            yield version
            for table in version.tables:
                yield table
                yield from table.columns


def _dumped(what: Any, parts: Mapping[int, int]) -> bytes:
    with io.BytesIO() as stream:
        _Pickler(stream, parts).dump(what)
        return stream.getvalue()


class _Pickler(pickle.Pickler):
    """``parts``: places by identity, of what both sides have."""

    def __init__(self, stream: io.BytesIO, parts: Mapping[int, int]) -> None:
        super().__init__(stream, pickle.HIGHEST_PROTOCOL)
        self._parts = parts

    def persistent_id(self, obj: Any) -> int | None:
        return self._parts.get(id(obj))

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, MappingProxyType):
            return _proxy, (dict(obj),)
        return NotImplemented


def _proxy(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(values)


class _Unpickler(pickle.Unpickler):
    def __init__(self, told: bytes, parts: list[Any]) -> None:
        super().__init__(io.BytesIO(told))
        self._parts = parts

    def persistent_load(self, pid: int) -> Any:
        return self._parts[pid]
