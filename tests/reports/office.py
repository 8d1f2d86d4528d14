"""LibreOffice as the tests run it: without a screen, with a profile of its own."""

import subprocess
from pathlib import Path

__all__ = ["saved_by"]


def saved_by(office: str, files: list[Path], suffix: str, folder: Path) -> list[Path]:
    """The files as LibreOffice saves them, in ``folder``; its profile lies beside that."""
    profile = f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", suffix, "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True)
    return [folder / f"{file.stem}.{suffix}" for file in files]
