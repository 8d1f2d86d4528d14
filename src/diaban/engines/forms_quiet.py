"""What goes wrong while forms are handled, told by its kind and step alone: messages of an engine quote rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from diaban.basis.catalogue import Say
from diaban.basis.error import DiabanError, FaultError, RefusedError
from diaban.basis.finding import Place, finding
from diaban.engines.forms_read import is_no_space

__all__ = ["quietly"]

NO_SPACE = frozenset((27, 28, 122))
"""EFBIG (a limit of the account), ENOSPC, EDQUOT."""


class Step(str):
    """The name of a step, said by its title."""

    __slots__ = ()

    def worded(self, say: Say) -> str:
        """The title of the catalogue."""
        return say(f"forms.step.{self}")


@contextmanager
def quietly(step: str, folder: Path) -> Iterator[None]:
    """Let nothing of a form out of a step. ``folder``: where it writes.

    RefusedError ``forms-disk-full``; FaultError ``forms-fault`` for anything else that is not said by us;
    KeyboardInterrupt passes.
    """
    try:
        yield
    except (duckdb.InterruptException, RuntimeError) as error:
        # An interrupt within a query arrives as a RuntimeError that says so.
        if isinstance(error, duckdb.InterruptException) or "interrupt" in str(error).lower():
            raise KeyboardInterrupt from None
        raise FaultError(finding("forms-fault", kind=type(error).__name__, step=Step(step))) from None
    except (DiabanError, KeyboardInterrupt):
        raise
    except Exception as error:  # noqa: BLE001  # its words may quote a form: only its kind goes on
        if is_no_space(error) or getattr(error, "errno", None) in NO_SPACE:
            raise RefusedError(finding("forms-disk-full", place=Place(file=str(folder)), step=Step(step))) from None
        raise FaultError(finding("forms-fault", kind=type(error).__name__, step=Step(step))) from None
