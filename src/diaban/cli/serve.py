"""``diaban serve``: the pages, on this machine."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.cli import home
from diaban.cli.say import Say
from diaban.cli.spoken import SpokenCommand

__all__ = ["serve_command", "start"]

SETTINGS: Final = "diaban.web.settings"
WORKERS: Final = 2
PORT: Final = 8000
MEMORY: Final = Path("/dev/shm")
"""Where a worker says that it lives; on a disk that would be a write a second."""


def serve_command(say: Say) -> click.Command:
    """``diaban serve [--port N] [--workers N]``."""
    port = click.Option(
        ["--port"], type=click.IntRange(1, 65535), default=PORT, metavar="N", help=say.text("help.option.port")
    )
    workers = click.Option(
        ["--workers"], type=click.IntRange(1, 64), default=WORKERS, metavar="N", help=say.text("help.option.workers")
    )

    def serve(port: int, workers: int) -> int:
        return start(say, port, workers)

    return SpokenCommand(say, "serve", callback=serve, params=[port, workers], help=say.text("help.command.serve"))


def start(say: Say, port: int, workers: int = WORKERS) -> int:
    """Serve until told to stop; the exit code. RefusedError ``memory-empty``, ``port-taken``, ``server-missing``."""
    with home.memory():
        pass
    _require_server()
    _require_free(port)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS, "PYTHONUNBUFFERED": "1"}
    folder = home.point(os.environ.get("DIABAN_DATABASE") or None)
    environment["DIABAN_HOME"] = str(folder.resolve())
    collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, check=True, env=environment)
    click.echo(say.text("serve.at", address=f"http://127.0.0.1:{port}/"))
    # The server is named by its dotted path: this door does not know the other.
    words = [
        *(sys.executable, "-m", "gunicorn", "diaban.web.wsgi:application", "--preload", "--no-control-socket"),
        *("--workers", str(workers), "--bind", f"127.0.0.1:{port}", "--log-level", "warning", "--keep-alive", "5"),
        *("--worker-tmp-dir", str(MEMORY if MEMORY.is_dir() else folder)),
    ]
    os.execve(sys.executable, words, environment)  # the server takes this process's place, and its signals


def _require_server() -> None:
    """gunicorn forks its workers: where that cannot be, say so before anything is made."""
    for name in ("fcntl", "gunicorn"):
        if find_spec(name) is None:
            raise RefusedError(finding("server-missing", reason=name))


def _require_free(port: int) -> None:
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise RefusedError(finding("port-taken", port=str(port))) from error
