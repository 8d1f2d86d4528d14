"""What ends a command from outside ends it as Ctrl+C does: whatever holds values of forms is swept on the way out."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

__all__ = ["swept_when_ended"]

ENDING: Final = (signal.SIGTERM, signal.SIGHUP)
"""Asked to end, as by a shutdown of the machine; the terminal was closed."""


@contextmanager
def swept_when_ended() -> Iterator[None]:
    """Within it those signals raise KeyboardInterrupt; a kill or a power cut leaves something to the next start."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.default_int_handler) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
