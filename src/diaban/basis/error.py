"""One tree of exceptions, split by who must act (STYLE 15). Each carries its findings, all at once."""

from collections.abc import Iterable

from diaban.basis.finding import Finding

__all__ = ["ConflictError", "DiabanError", "FaultError", "ForbiddenError", "RefusedError"]


class DiabanError(Exception):
    """Something could not be done; ``findings`` says what and what to do."""

    def __init__(self, *findings: Finding) -> None:
        if not findings:
            raise ValueError("an error without a finding tells nobody what to do")
        super().__init__(", ".join(f.code for f in findings))
        self.findings = findings

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> "DiabanError":
        """The same from any iterable."""
        return cls(*findings)


class RefusedError(DiabanError):
    """Whoever gave the input must act: it was refused, or what it asks for does not exist."""


class ForbiddenError(DiabanError):
    """Whoever grants rights must act."""


class ConflictError(DiabanError):
    """Somebody else was first, or the thing is locked: ask again later or reconcile."""


class FaultError(DiabanError):
    """We must act: shipped data or code is broken."""
