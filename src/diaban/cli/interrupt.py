"""What ends a command from outside ends it as Ctrl+C does: whatever holds values of forms is swept on the way out."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

__all__ = ["swept_when_ended"]

ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl+C; asked to end, as by a shutdown of the machine; the terminal was closed."""
GRACE_SECONDS: Final = 30.0
ENDED: Final = 130


@contextmanager
def swept_when_ended() -> Iterator[None]:
    """Within it those signals raise KeyboardInterrupt; a kill or a power cut leaves something to the next start.

    So does a query that does not let itself be broken off (DuckDB 2.0 ends what each of its threads is at first, which
    may take long): the process then ends without it, after ``GRACE_SECONDS``, with code 130.
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

    before = {number: signal.signal(number, end) for number in ENDING}
    try:
        yield
    finally:
        for timer in late:
            timer.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)
