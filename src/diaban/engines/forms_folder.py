"""The folder of a run: everything is made aside, beside where it shall lie, and renamed when it is whole.

The folder aside is for its owner alone (0700). What memory does not hold is spilled into it, swept at the end, at an
interrupt, and at the next start; after a power cut it stays until then.
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

from diaban.basis.error import ConflictError, RefusedError
from diaban.basis.finding import Place, finding
from diaban.engines.seal import NAME, seal

__all__ = ["ABOUT", "Aside", "aside_of", "working_folder"]

ENDING: Final = ".dang-kiem-tra"
LOCK: Final = "khoa"
SPILL: Final = "tam"
MADE: Final = "ket-qua"
STEPS: Final = "cac-buoc.json"
ABOUT: Final = ("summary.json", "phuc-tra.json")
"""What says until when the rest may be kept; it names nobody and is never sealed away."""


class Aside:
    """The folder in which one run works: ``spill`` for the engine, ``made`` for what is becoming the result."""

    def __init__(self, path: Path, out: Path) -> None:
        self.path, self.out = path, out
        self.spill, self.made = path / SPILL, path / MADE

    def begin(self) -> None:
        """Sweep what an earlier run left behind, of results and of the engine; its finished steps stay."""
        for folder in (self.spill, self.made):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)

    def finished(self, key: str) -> set[str]:
        """Steps that an earlier run with the same inputs has finished; those of other inputs are removed."""
        try:
            told = json.loads((self.path / STEPS).read_text("utf-8"))
        except (OSError, ValueError):
            told = {}
        if not isinstance(told, dict) or told.get("key") != key:
            for stale in self.path.glob("*.parquet"):
                stale.unlink()
            self._write({"key": key, "steps": []})
            return set()
        return set(told.get("steps", ()))

    def finish(self, key: str, step: str) -> None:
        """Write down that a step is finished, its tables being there."""
        steps = self.finished(key) | {step}
        self._write({"key": key, "steps": sorted(steps)})

    def table(self, name: str) -> Path:
        """Where a finished step keeps a table."""
        return self.path / f"{name}.parquet"

    def seal(self, passphrase: str, expires: date) -> None:
        """Put all that was made into one sealed file, what names people in it alone. RefusedError as ``seal``."""
        files = sorted(one.relative_to(self.made).as_posix() for one in self.made.rglob("*") if one.is_file())
        sealed = self.path / NAME
        sealed.unlink(missing_ok=True)
        seal(self.made, files, sealed, passphrase=passphrase, expires=expires)
        for name in files:
            if name not in ABOUT:
                (self.made / name).unlink()
        for folder in [one for one in self.made.iterdir() if one.is_dir()]:
            folder.rmdir()
        sealed.rename(self.made / NAME)

    def publish(self) -> None:
        """Rename what is whole to where it shall lie, and leave nothing aside."""
        for file in self.made.rglob("*"):
            file.chmod(0o700 if file.is_dir() else 0o600)
        with_ = os.open(self.made, os.O_RDONLY)
        os.fsync(with_)
        os.close(with_)
        try:
            self.made.rename(self.out)
        except OSError as error:
            raise ConflictError(finding("forms-out-there", place=Place(file=str(self.out)))) from error
        shutil.rmtree(self.path, ignore_errors=True)

    def leave(self) -> None:
        """After a run that did not end well: nothing half made stays; finished steps do, for the next start."""
        for folder in (self.spill, self.made):
            shutil.rmtree(folder, ignore_errors=True)
        (self.path / NAME).unlink(missing_ok=True)
        if not any(self.path.glob("*.parquet")):
            shutil.rmtree(self.path, ignore_errors=True)

    def _write(self, told: dict[str, Any]) -> None:
        new = self.path / f"{STEPS}.moi"
        new.write_text(json.dumps(told), "utf-8")
        new.replace(self.path / STEPS)


@contextmanager
def aside_of(out: Path) -> Iterator[Aside]:
    """The folder aside for results at ``out``, held by this process alone while it works.

    RefusedError ``forms-out-there`` (something lies at ``out``), ``output-refused``; ConflictError ``forms-running``.
    """
    if out.exists() or out.is_symlink():
        raise RefusedError(finding("forms-out-there", place=Place(file=str(out))))
    path = out.parent / f".{out.name}{ENDING}"
    before = os.umask(0o077)
    try:
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = (path / LOCK).open("w")
        except OSError as error:
            raise RefusedError(
                finding("output-refused", place=Place(file=str(out.parent)), reason=type(error).__name__)
            ) from error
        with lock:
            if not _held(lock.fileno()):
                raise ConflictError(finding("forms-running", place=Place(file=str(out))))
            _sweep(out.parent, path)
            aside = Aside(path, out)
            aside.begin()
            try:
                yield aside
            except BaseException:
                # An interrupt, too: nothing half made stays behind.
                aside.leave()
                raise
    finally:
        os.umask(before)


@contextmanager
def working_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A folder in ``parent`` for its owner alone that goes with the block; what earlier ones left behind, after a power
    cut or a kill, goes first. RefusedError ``output-refused``."""
    before = os.umask(0o077)
    try:
        for path in parent.glob(f"{prefix}*"):
            if path.is_dir() and not path.is_symlink():
                _sweep_one(path, path)
        made = _made(parent, prefix)
        try:
            with (made / LOCK).open("w") as lock:
                _held(lock.fileno())
                yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)
    finally:
        os.umask(before)


def _made(parent: Path, prefix: str) -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    except OSError as error:
        place = Place(file=str(parent))
        raise RefusedError(finding("output-refused", place=place, reason=type(error).__name__)) from error


def _held(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sweep(parent: Path, own: Path) -> None:
    """What other runs left spilled in the same folder, where none of them runs any more."""
    for path in parent.glob(f".*{ENDING}"):
        if path != own and path.is_dir() and not path.is_symlink():
            # Finished steps stay for the run that made them; whatever else holds forms goes.
            kept = any(path.glob("*.parquet"))
            for one in (path / SPILL, path / MADE, path / NAME) if kept else (path,):
                _sweep_one(path, one)


def _sweep_one(path: Path, swept: Path) -> None:
    """Remove ``swept`` where no run holds the lock of ``path``."""
    try:
        with (path / LOCK).open("r+") as lock:
            if _held(lock.fileno()):
                if swept.is_file():
                    swept.unlink()
                shutil.rmtree(swept, ignore_errors=True)
    except OSError:
        return
