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
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from types import MappingProxyType
from typing import Any, Final

from diaban.basis.error import RefusedError
from diaban.basis.finding import Finding
from diaban.intake.form import Form
from diaban.intake.told import Read, Told, read_told

__all__ = ["Ahead", "Pending", "reading_ahead"]

MOST: Final = 4
"""Processes at most: more read faster than one can write."""
ORPHANED: Final = 1

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
    _answer: "Future[bytes | None]"

    def read(self) -> Read:
        """The file as ``told.read_told`` reads it, and its errors."""
        try:
            told = self._answer.result()
        except (BrokenExecutor, OSError):
            told = None
        if told is None:
            return read_told(self.data, name=self.name, told=self.told, forms=self._forms)
        answer: Answer = _Unpickler(told, self._parts).load()
        if not isinstance(answer, Read):
            raise RefusedError(*answer)
        return answer


@dataclass(slots=True)
class Ahead:
    """Reads files in other processes. They start with the first file: where there is one processor there are none."""

    _forms: Mapping[str, Form]
    _parts: list[Any] = field(init=False)
    _pool: ProcessPoolExecutor | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._parts = list(_parts(self._forms))

    @property
    def useful(self) -> bool:
        """Whether there is a processor for it beside the one that writes."""
        return len(os.sched_getaffinity(0)) > 1

    def start(self, data: bytes, *, name: str, told: Told) -> Pending | None:
        """Have a file read; None where no process can be had: it is read by whoever asks for it."""
        if self._pool is None:
            with io.BytesIO() as stream:
                _Pickler(stream, {}).dump(dict(self._forms))
                forms = stream.getvalue()
            number = min(len(os.sched_getaffinity(0)), MOST)
            # Started anew, not forked: whoever forks a process with threads and open databases shares their locks.
            context = get_context("spawn")
            self._pool = ProcessPoolExecutor(number, mp_context=context, initializer=_begin, initargs=(forms,))
        try:
            answer = self._pool.submit(_read, data, name, told)
        except (BrokenExecutor, OSError):
            return None
        return Pending(data, name, told, self._forms, self._parts, answer)

    def end(self) -> None:
        """Whatever was not begun is left."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


@contextmanager
def reading_ahead(forms: Mapping[str, Form]) -> Iterator[Ahead]:
    """Processes that read files of these forms until the block ends."""
    ahead = Ahead(forms)
    try:
        yield ahead
    finally:
        ahead.end()


# --- inside a process of its own ----------------------------------------------------------------------


@dataclass(slots=True)
class _Here:
    """What a process that reads knows."""

    forms: Mapping[str, Form] = field(default_factory=dict)
    parts: dict[int, int] = field(default_factory=dict)


_HERE: Final = _Here()


def _begin(forms: bytes) -> None:
    # Whoever is interrupted is the one that asked; it ends this one too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _HERE.forms = pickle.loads(forms)
    _HERE.parts = {id(part): at for at, part in enumerate(_parts(_HERE.forms))}


def _end_with_parent() -> None:
    """One that was killed cannot say so; its end is seen."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(ORPHANED)


def _read(data: bytes, name: str, told: Told) -> bytes | None:
    answer: Answer
    try:
        answer = read_told(data, name=name, told=told, forms=_HERE.forms)
    except RefusedError as refused:
        answer = refused.findings
    try:
        with io.BytesIO() as stream:
            _Pickler(stream, _HERE.parts).dump(answer)
            return stream.getvalue()
    except (pickle.PicklingError, TypeError, AttributeError):
        return None


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
