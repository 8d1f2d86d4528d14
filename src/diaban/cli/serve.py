"""``diaban serve``: the pages, on this machine."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click

from diaban.basis.error import RefusedError
from diaban.basis.finding import finding
from diaban.cli import home
from diaban.cli.say import Say
from diaban.cli.spoken import SpokenCommand

__all__ = ["STAMP", "beside", "serve_command", "start", "stay"]

SETTINGS: Final = "diaban.web.settings"
WORKERS: Final = 2
PORT: Final = 8000
STAMP: Final = "static.txt"
"""What the gathered files beside it were gathered from."""
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
    words, environment = _prepared(port, workers)
    click.echo(say.text("serve.at", address=f"http://127.0.0.1:{port}/"))
    os.execve(sys.executable, words, environment)  # the server takes this process's place, and its signals


@contextmanager
def beside(say: Say, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """Serve while this process goes on with something else; raises as ``start``. When the block is left by an exception
    or by a signal to end, the server ends with it."""
    words, environment = _prepared(port, WORKERS)
    server = subprocess.Popen(words, env=environment)

    def end(number: int, _: object) -> None:
        # Not by an exception: a command that runs just now would take it for its own.
        server.terminate()
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        click.echo(say.text("serve.at", address=f"http://127.0.0.1:{port}/"))
        yield server
    finally:
        signal.signal(signal.SIGTERM, before)
        if server.poll() is None:
            server.terminate()
            server.wait()


def stay(server: "subprocess.Popen[bytes]") -> int:
    """Wait until the server is told to stop; the exit code. Ctrl-C reaches it, too: it is given the time to end."""
    try:
        return server.wait()
    except KeyboardInterrupt:
        return server.wait()


def _prepared(port: int, workers: int) -> tuple[list[str], dict[str, str]]:
    """The server's command line and environment, with its files collected; raises as ``start``."""
    with home.memory():
        pass
    _require_server()
    _require_free(port)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS, "PYTHONUNBUFFERED": "1"}
    folder = home.point(os.environ.get("DIABAN_DATABASE") or None)
    environment["DIABAN_HOME"] = str(folder.resolve())
    _collect(folder, environment)
    # The server is named by its dotted path: this door does not know the other.
    words = [
        *(sys.executable, "-m", "gunicorn", "diaban.web.wsgi:application", "--preload", "--no-control-socket"),
        *("--workers", str(workers), "--bind", f"127.0.0.1:{port}", "--log-level", "warning", "--keep-alive", "5"),
        *("--worker-tmp-dir", str(MEMORY if MEMORY.is_dir() else folder)),
    ]
    return words, environment


def _collect(folder: Path, environment: Mapping[str, str]) -> None:
    """Gather and compress the files that pages name, unless the same ones were gathered before."""
    stamp = folder / STAMP
    wanted = _files()
    if (folder / "static").is_dir() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, check=True, env=environment)
    stamp.write_text(wanted, encoding="utf-8")


def _files() -> str:
    """What the gathered files are made of: ours by name, size and moment, the others by their package's version."""
    found = find_spec("diaban.web")
    own = Path(found.origin).parent / "static" if found and found.origin else Path()
    lines = [f"{name} {version(name)}" for name in ("Django", "django-htmx", "whitenoise")]
    for path in sorted(own.rglob("*")):
        told = path.stat()
        lines.append(f"{path.relative_to(own)} {told.st_size} {told.st_mtime_ns}")
    return "\n".join(lines)


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
