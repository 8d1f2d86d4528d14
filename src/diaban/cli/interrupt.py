"""What ends a command from outside ends it as Ctrl+C does: whatever holds values of forms is swept on the way out."""

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

__all__ = ["swept_when_ended"]

ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl+C; asked to end, as by a shutdown of the machine; the terminal was closed."""
GRACE_SECONDS: Final = 30.0
ENDED: Final = 130


@contextmanager
def swept_when_ended(break_off: Callable[[], None] | None = None) -> Iterator[None]:
    """Within it those signals raise KeyboardInterrupt; a kill or a power cut leaves something to the next start.

    ``break_off`` ends what runs outside Python, a query of an engine: a handler written in Python would only be heard
    after it. It is called in a thread of its own, as soon as the signal comes. What does not end even so does not hold
    the process: after ``GRACE_SECONDS`` it ends without it, with code 130.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    late: list[threading.Timer] = []

    def end(_number: int, _frame: object) -> NoReturn:
        late.append(timer := threading.Timer(GRACE_SECONDS, os._exit, [ENDED]))
        timer.daemon = True
        timer.start()
        raise KeyboardInterrupt

    with _told_at_once(break_off):
        before = {number: signal.signal(number, end) for number in ENDING}
        try:
            yield
        finally:
            for timer in late:
                timer.cancel()
            for number, handler in before.items():
                signal.signal(number, handler)


@contextmanager
def _told_at_once(break_off: Callable[[], None] | None) -> Iterator[None]:
    """Python writes the number of every signal into a pipe before any handler runs; a thread waits at its other end."""
    if break_off is None:
        yield
        return
    heard, told = socket.socketpair()

    def listen() -> None:
        while number := heard.recv(1):
            if number[0] in ENDING:
                break_off()

    told.setblocking(False)
    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    before = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        told.close()
        listener.join()
        heard.close()
