"""Earned value and earned schedule of works: how much later than planned, in time and not only in money.

Everything is per cent of the works' value, on the planned curve: points (day, per cent), linear between them, 0 before
the first day of the works and staying at the last point after it.

- PV: what was planned to be done by the day; EV: what was done; AC: what was paid.
- Earned schedule (Lipke 2003): the day on which the plan had what was done by now. On a curve given by months it is
  ES = C + (EV − PV_C)/(PV_{C+1} − PV_C), C the last point not above EV (DOMAIN "Public investment"); here the points
  need not be a month apart. SV(t) = ES − AT, SPI(t) = ES/AT, IEAC(t) = PD/SPI(t), all in days, AT since the start of
  the works and PD their planned length.
- SPI of money, EV/PV, returns to 1 on late works that end; it is shown and never used to forecast.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from diaban.registers.projects.course import ProgressPlan, StageReport

__all__ = ["Curve", "Earned", "curve_of", "earned"]


@dataclass(frozen=True, slots=True)
class Curve:
    """The planned curve: points in order of days, per cent never falling. ``derived``: from the planned days of the
    stage alone, a straight line, because nobody stated points.

    Raises ValueError for fewer than two points, days not rising, or per cent falling.
    """

    points: tuple[tuple[date, int], ...]
    derived: bool

    def __post_init__(self) -> None:
        if len(self.points) < 2:
            raise ValueError("a curve has two points")
        for (first, low), (last, high) in zip(self.points, self.points[1:], strict=False):
            if last <= first or high < low:
                raise ValueError(f"a planned curve goes forward and up: {first} {low}, {last} {high}")

    @property
    def start(self) -> date:
        """The day on which nothing is planned to be done yet."""
        return self.points[0][0]

    @property
    def end(self) -> date:
        """The day by which all is planned to be done."""
        return self.points[-1][0]

    def planned(self, day: date) -> Fraction:
        """Per cent that is planned to be done by the end of ``day``."""
        if day <= self.start:
            return Fraction(self.points[0][1])
        for (first, low), (last, high) in zip(self.points, self.points[1:], strict=False):
            if day <= last:
                return low + Fraction((high - low) * (day - first).days, (last - first).days)
        return Fraction(self.points[-1][1])

    def reached(self, percent: int) -> Fraction:
        """Days after the start by which ``percent`` is planned to be done: the earned schedule of that progress.

        The last such day where the curve is level. More than the curve ever has: its end.
        """
        found = Fraction(0)
        for (first, low), (last, high) in zip(self.points, self.points[1:], strict=False):
            if percent < low:
                break
            days, since = (last - first).days, (first - self.start).days
            part = Fraction(days) if percent >= high else Fraction((percent - low) * days, high - low)
            found = since + part
        return found


@dataclass(frozen=True, slots=True)
class Earned:
    """Where works stand against their plan at the end of ``day``.

    ``planned``, ``done``: per cent. ``paid``, ``value``: đồng paid, and the works' value where one is stated.
    ``schedule``: earned schedule in days since the start; ``elapsed``: days since the start (AT); ``length``: planned
    days of the works (PD). ``reported_on``: of which day ``done`` speaks.
    """

    day: date
    planned: Fraction
    done: int
    paid: int | None
    value: int | None
    schedule: Fraction
    elapsed: int
    length: int
    start: date
    reported_on: date

    @property
    def variance(self) -> Fraction:
        """SV(t): days ahead of the plan, negative when behind."""
        return self.schedule - self.elapsed

    @property
    def index(self) -> Fraction | None:
        """SPI(t); None on the first day."""
        return self.schedule / self.elapsed if self.elapsed > 0 else None

    @property
    def money_index(self) -> Fraction | None:
        """SPI of money, EV/PV; None before anything is planned."""
        return Fraction(self.done) / self.planned if self.planned else None

    @property
    def cost_index(self) -> Fraction | None:
        """CPI, EV/AC in đồng; None where nothing is paid or no value is stated. What is paid lags what is done, so this
        is above 1 more often than works are cheap."""
        return Fraction(self.done * self.value, 100 * self.paid) if self.paid and self.value else None

    @property
    def expected_end(self) -> date | None:
        """The day on which the works end at the pace so far, start + PD/SPI(t); None while nothing was earned, or where
        that is more than 30 years away."""
        if self.done >= 100 or not self.index:
            return None
        days = Fraction(self.length) / self.index
        return self.start + timedelta(days=-(-days.numerator // days.denominator)) if days < 11_000 else None


def curve_of(points: Iterable[ProgressPlan], stage: StageReport | None) -> Curve | None:
    """The planned curve of works: the points that were stated, from the planned start of the stage ``works`` on; with
    fewer than two, a straight line over the planned days of the stage. None where neither is stated, or they contradict
    each other."""
    told = sorted({(one.planned_on, one.percent) for one in points})
    begin = stage.planned_start if stage else None
    if told and begin is not None and begin < told[0][0]:
        told.insert(0, (begin, 0))
    try:
        if len(told) >= 2:
            return Curve(tuple(told), False)
        if stage is None or stage.planned_start is None or stage.planned_end is None:
            return None
        return Curve(((stage.planned_start, 0), (stage.planned_end, 100)), True)
    except ValueError:
        return None


def earned(
    curve: Curve, day: date, done: int, reported_on: date, *, paid: int | None = None, value: int | None = None
) -> Earned:
    """Works of which ``done`` per cent was reported on ``reported_on``, against their curve.

    Time is counted to the day the report speaks of: what happened since, nobody has said.
    """
    at = min(day, reported_on)
    return Earned(
        day=day,
        planned=curve.planned(at),
        done=done,
        paid=paid,
        value=value,
        schedule=curve.reached(done),
        elapsed=max(0, (at - curve.start).days),
        length=(curve.end - curve.start).days,
        start=curve.start,
        reported_on=reported_on,
    )
