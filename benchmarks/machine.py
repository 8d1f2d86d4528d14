"""What a figure was measured on: processor, memory, system, versions, edition and its checksum."""

import hashlib
import os
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks.peers import VERSIONS
from benchmarks.subject import book

__all__ = ["load", "machine", "subject"]


def machine() -> dict[str, str]:
    """The machine in words; nothing that names this one among its like."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "system": _system(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
    }


def subject() -> dict[str, str]:
    """Versions of what was measured; the checksum is that of the edition's provenance, which holds all others."""
    edition = book()
    provenance = (edition.folder / "provenance.toml").read_bytes()
    return {
        "diaban": version("diaban"),
        "edition": str(edition.number),
        "edition checksum": f"sha256 {hashlib.sha256(provenance).hexdigest()} (provenance.toml)",
        **VERSIONS,
    }


def load() -> str:
    """How many processes wanted a processor during the last minute."""
    return f"{os.getloadavg()[0]:.2f}"


def _processor() -> str:
    listing = Path("/proc/cpuinfo")
    if listing.is_file():
        for line in listing.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return f"{line.partition(':')[2].strip()} ({platform.machine()})"
    return platform.processor() or platform.machine()


def _system() -> str:
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return f"{platform.system()} {platform.release()}"
    return f"{name}, {platform.system()} {platform.release().partition('-')[0]}"
