"""Run one command to its end; print its wall time, its peak memory and its exit code as JSON.

Standard library only, and run without site packages, because Linux counts the parent's memory at the fork into the
child's peak: a small parent keeps that floor below the smallest Python process.
"""

import json
import os
import sys
from time import perf_counter

__all__ = ["main"]


def main(command: list[str]) -> None:
    """Run ``command``, its output thrown away."""
    hush = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
    start = perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=hush)
    _, status, used = os.wait4(child, 0)
    seconds = perf_counter() - start
    peak = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    print(
        json.dumps(
            {
                "seconds": seconds,
                "seconds_cpu": used.ru_utime + used.ru_stime,
                "peak_mb": peak,
                "code": os.waitstatus_to_exitcode(status),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1:])
