"""Time measured in turns: A B A B, so that a noisy moment falls on ours and on the peer alike."""

import gc
from collections.abc import Callable, Mapping
from time import perf_counter, process_time

from benchmarks.figure import Times

__all__ = ["collector_frozen", "collector_off", "in_turns"]

Way = Callable[[], object]


def in_turns(ways: Mapping[str, Way], passes: int, *, warm: bool = True) -> dict[str, Times]:
    """Times of each way, one entry a pass. ``warm``: each is run once before, untimed.

    Each runs with the garbage collector as it stands, and nothing is collected between two runs: a pass over all
    objects that happens to fall into a run belongs to it, and shows in the greatest time.
    """
    if warm:
        for way in ways.values():
            way()
    times = {name: Times() for name in ways}
    for _ in range(passes):
        for name, way in ways.items():
            cpu, wall = process_time(), perf_counter()
            way()
            times[name].wall.append(perf_counter() - wall)
            times[name].cpu.append(process_time() - cpu)
    return times


def collector_off(way: Way) -> Way:
    """The same with the garbage collector switched off."""

    def run() -> object:
        gc.disable()
        try:
            return way()
        finally:
            gc.enable()

    return run


def collector_frozen(way: Way) -> Way:
    """The same with everything that exists beforehand left out of garbage collection."""

    def run() -> object:
        gc.freeze()
        try:
            return way()
        finally:
            gc.unfreeze()

    return run
