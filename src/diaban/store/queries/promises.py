"""Promises followed: each promise's standard on the day asked for and on the day promised."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from diaban.basis.error import RefusedError
from diaban.basis.finding import Severity
from diaban.coverage.frame import Scope
from diaban.coverage.promise import Promise
from diaban.coverage.promised import Account, PromiseStanding, binds, scope_on
from diaban.coverage.standard import Standard
from diaban.store.queries.figures import Question, coverages
from diaban.store.viewer import Viewer
from diaban.units.edition import Edition

__all__ = ["promise_standings"]


def promise_standings(
    *,
    edition: Edition,
    standards: Mapping[str, Standard],
    promises: Iterable[Promise],
    scope: Scope,
    day: date,
    known_at: date | datetime | None = None,
    viewer: Viewer,
) -> list[PromiseStanding]:
    """Promises in force on ``day`` that speak of ground of ``scope``, by the day promised, each on its own ground.

    ``edition``: the one known at ``known_at``. What coverage refuses (``before-records``) stands in the accounts,
    as warnings.
    """

    def account(promise: Promise, on: date) -> Account:
        standard = promise.asked(standards[promise.standard])
        try:
            standard.scope_on(on)
            question = Question(scope=scope_on(promise, edition, on), as_of=on, known_at=known_at)
            found = coverages(edition=edition, standards=[standard], question=question, viewer=viewer)
        except RefusedError as refused:
            # One promise without an answer is no fault of whoever asked for all of them.
            return Account(on, None, tuple(replace(one, severity=Severity.WARNING) for one in refused.findings))
        return Account(on, found[0], found[0].findings)

    wanted = [one for one in promises if day in one.definition.in_force and binds(one, edition, scope, day)]
    return [
        PromiseStanding(one, day, account(one, day), account(one, one.by) if one.is_due(day) else None)
        for one in sorted(wanted, key=lambda one: (one.by, one.id))
    ]
