"""Python's garbage collector, put off while many objects are made at once.

It looks through all there is at every so many new ones, for circles that nobody holds any more. Tens of thousands of
plain values that stay have none, and looking costs a third of making them.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collector_off"]


@contextmanager
def collector_off(*, set_aside: bool = False) -> Iterator[None]:
    """Nothing is collected until the block ends. ``set_aside``: what there is then is never looked through again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if set_aside:
                gc.freeze()
            gc.enable()
