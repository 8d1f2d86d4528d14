"""A process for a search that somebody asked for: begun by the server, it lives on when the server does not."""

import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

__all__ = ["start"]


def start(number: int) -> None:
    """Run job ``number`` in a process of its own. A job whose process is lost is taken up by whoever runs jobs."""
    environment = {**os.environ}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    if connection.vendor == "sqlite":
        environment["DIABAN_HOME"] = str(Path(connection.settings_dict["NAME"]).parent.resolve())
    environment.setdefault("DIABAN_BY", "máy chủ")
    # Nobody waits for it: what became of it is read from its job.
    subprocess.Popen(
        [sys.executable, "-m", "diaban", "jobs", "run", "--job", str(number)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
