"""The portfolio: works late first, with by how much, because of what, and who acts by when; what is due; sums apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from diaban.registers.projects.amount import Amount
from diaban.registers.projects.difficulty import Directive, Obstacle
from diaban.registers.projects.dossier import Dossier, Investment
from diaban.registers.projects.kinds import MoneyKind
from diaban.registers.projects.lateness import Standing, Status, standing
from diaban.registers.projects.reference import Cost, costs

__all__ = ["Due", "Line", "Sums", "due", "portfolio", "sums"]


@dataclass(frozen=True, slots=True)
class Line:
    """Works in the portfolio."""

    dossier: Dossier
    standing: Standing
    cost: Cost | None

    @property
    def key(self) -> str:
        """The key of the works."""
        return self.dossier.works.works


@dataclass(frozen=True, slots=True)
class Due:
    """An open directive or obstacle of works; ``over``: days overdue, 0 where it is not yet."""

    dossier: Dossier
    what: Directive | Obstacle
    over: int

    @property
    def who(self) -> str:
        """Who is to act."""
        return self.what.addressee if isinstance(self.what, Directive) else self.what.owner


@dataclass(frozen=True, slots=True)
class Sums:
    """Four amounts, each with the number of works or lines it rests on, so that what is not stated is not a zero.

    ``earmarked``: of the programmes; ``investment``: of the projects; ``assigned``, ``paid``: of the works.
    """

    earmarked: Amount | None
    investment: Amount | None
    projects: int
    projects_stated: int
    assigned: int
    assigned_of: int
    paid: int
    paid_of: int
    works: int


def portfolio(investment: Investment) -> tuple[Line, ...]:
    """Late first: what has a directive or an obstacle overdue, then by days behind, then by key."""
    cost = costs(investment.works)
    lines = [Line(one, standing(one), cost.get(one.works.works)) for one in investment.works]
    order = list(Status)
    return tuple(
        sorted(
            lines,
            key=lambda line: (
                order.index(line.standing.status),
                -line.standing.over(investment.day),
                -line.standing.days,
                line.key,
            ),
        )
    )


def due(lines: Iterable[Line], day: date) -> tuple[Due, ...]:
    """Open directives and obstacles, most overdue first; of one day directives before obstacles."""
    found: list[Due] = []
    for line in lines:
        found += [Due(line.dossier, what, what.over(day)) for what in line.standing.directives]
        found += [Due(line.dossier, what, what.over(day)) for what in line.standing.obstacles]
    return tuple(sorted(found, key=lambda one: (one.what.due, isinstance(one.what, Obstacle), one.dossier.works.works)))


def sums(investment: Investment) -> Sums:
    """The four amounts of everything that is gathered."""
    stated = [one.investment for one in investment.projects if one.investment is not None]
    earmarks = [one.amount for one in investment.money if one.kind is MoneyKind.EARMARK and one.amount is not None]
    assigned = [one.assigned for one in investment.works if one.assigned is not None]
    paid = [one.paid.paid_vnd for one in investment.works if one.paid is not None]
    return Sums(
        _total(earmarks),
        _total(stated),
        len(investment.projects),
        len(stated),
        sum(assigned),
        len(assigned),
        sum(paid),
        len(paid),
        len(investment.works),
    )


def _total(amounts: Iterable[Amount]) -> Amount | None:
    total: Amount | None = None
    for one in amounts:
        total = one if total is None else total + one
    return total
