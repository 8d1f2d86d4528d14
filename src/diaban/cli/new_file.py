"""A file that a command makes: whole or not at all, and never in place of one that is there."""

import errno
from pathlib import Path

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding

__all__ = ["write_new"]


def write_new(path: Path, data: bytes) -> None:
    """Write ``data`` to a new file. RefusedError ``file-there``, ``output-refused`` (with why)."""
    try:
        with path.open("xb") as stream:
            try:
                stream.write(data)
            except OSError:
                path.unlink(missing_ok=True)
                raise
    except FileExistsError as error:
        raise RefusedError(finding("file-there", place=Place(file=str(path)))) from error
    except (OSError, ValueError) as error:
        # ValueError: the path holds a NUL, so that no file can have this name.
        reason = errno.errorcode.get(getattr(error, "errno", None) or errno.EINVAL, type(error).__name__)
        raise RefusedError(finding("output-refused", place=Place(file=str(path)), reason=reason)) from error
