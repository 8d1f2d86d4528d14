"""HiGHS under the phasing: a model that is data goes in, numbers with a bound come out. What they claim is checked by
core code before anything is stored."""

import ctypes
import os
import sys
from importlib.metadata import version
from threading import Lock
from time import monotonic
from typing import Any, Final

import highspy
import numpy as np
from numpy.typing import NDArray

from diaban.plans.phasing.answer import Status
from diaban.plans.phasing.engine import Effort, Glance, Solved, Watch
from diaban.plans.phasing.model import Model

__all__ = ["Highs"]

_ONE: Final = Lock()
_C: Final = ctypes.CDLL(None)
TIGHT: Final = 1e-7
"""Rows are kept within this: of a row in million đồng less than one đồng."""
EVERY: Final = 0.2
"""Seconds between two looks at a search."""


class Highs:
    """The engine."""

    name = f"HiGHS {version('highspy')}"

    def solve(
        self,
        model: Model,
        effort: Effort,
        *,
        start: NDArray[np.float64] | None = None,
        watch: Watch | None = None,
    ) -> Solved:
        """Maximise a model within an effort."""
        if not model.columns:
            return _empty(model)
        engine = _silent()
        for option, value in {
            "time_limit": float(effort.seconds),
            "random_seed": effort.seed % 2**31,
            "threads": effort.threads,
            "mip_rel_gap": effort.gap,
            "mip_abs_gap": 0.0 if effort.gap else 0.999,
            "mip_feasibility_tolerance": TIGHT,
            "primal_feasibility_tolerance": TIGHT,
        }.items():
            engine.setOptionValue(option, value)
        engine.passModel(_lp(model, effort.relaxed))
        if start is not None and not effort.relaxed:
            solution = highspy.HighsSolution()
            solution.col_value = start.tolist()
            engine.setSolution(solution)
        if watch is not None and not effort.relaxed:
            _watched(engine, watch)
        engine.run()
        return _solved(engine, effort)


def _silent() -> Any:
    """An engine. Its constructor greets on standard output before any option can be set, and a command's standard
    output is one document: what the process writes meanwhile goes nowhere."""
    with _ONE:
        sys.stdout.flush()
        kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 1)
            engine = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotation
            engine.setOptionValue("output_flag", False)
            # The greeting may still wait in the buffer of the C library.
            _C.fflush(None)
        finally:
            os.dup2(kept, 1)
            os.close(kept)
            os.close(nowhere)
    return engine


def _empty(model: Model) -> Solved:
    kept = all(row.low <= 0.0 <= row.high for row in model.rows)
    nothing = np.zeros(0)
    prices = np.zeros(len(model.rows))
    return Solved(Status.OPTIMAL, 0.0, 0.0, nothing, prices) if kept else _none(Status.INFEASIBLE)


def _none(status: Status) -> Solved:
    return Solved(status, None, None, None, None)


def _lp(model: Model, relaxed: bool) -> Any:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.columns), len(model.rows)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = model.worth
    lp.col_lower_ = np.zeros(lp.num_col_)
    upper = np.full(lp.num_col_, highspy.kHighsInf)
    upper[: model.whole] = 1.0
    upper[model.shut] = 0.0
    lp.col_upper_ = upper
    lp.row_lower_ = np.array([row.low for row in model.rows], float)
    lp.row_upper_ = np.array([row.high for row in model.rows], float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row.columns) for row in model.rows)], dtype=np.int32)
    lp.a_matrix_.index_ = np.concatenate([row.columns for row in model.rows] or [np.zeros(0, np.int32)])
    lp.a_matrix_.value_ = np.concatenate([row.weights for row in model.rows] or [np.zeros(0)])
    if not relaxed:
        kinds = [highspy.HighsVarType.kInteger] * model.whole
        lp.integrality_ = [*kinds, *[highspy.HighsVarType.kContinuous] * (lp.num_col_ - model.whole)]
    return lp


def _watched(engine: Any, watch: Watch) -> None:
    begun = last = monotonic()

    def look(event: Any) -> None:
        nonlocal last
        now, out = monotonic(), event.data_out
        found = event.callback_type == highspy.cb.HighsCallbackType.kCallbackMipImprovingSolution
        if not found and now - last < EVERY:
            return
        last = now
        value = out.mip_primal_bound if abs(out.mip_primal_bound) < highspy.kHighsInf else None
        bound = out.mip_dual_bound if abs(out.mip_dual_bound) < highspy.kHighsInf else None
        values = np.array(out.mip_solution) if found else None
        if watch(Glance(now - begun, value, bound, values)) and not found:
            event.interrupt()

    engine.cbMipImprovingSolution.subscribe(look)
    engine.cbMipInterrupt.subscribe(look)


def _solved(engine: Any, effort: Effort) -> Solved:
    status, info = engine.getModelStatus(), engine.getInfo()
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return _none(Status.INFEASIBLE)
    done = status == highspy.HighsModelStatus.kOptimal
    solution = engine.getSolution()
    if not solution.value_valid or info.primal_solution_status != highspy.kSolutionStatusFeasible:
        bound = None if effort.relaxed else _finite(info.mip_dual_bound)
        return Solved(Status.NOTHING, None, bound, None, None)
    values = np.array(solution.col_value)
    if effort.relaxed:
        prices = np.array(solution.row_dual) if solution.dual_valid else None
        return Solved(Status.OPTIMAL if done else Status.STOPPED, info.objective_function_value, None, values, prices)
    proven = done and (effort.gap == 0.0 or info.mip_gap == 0.0)
    return Solved(
        Status.OPTIMAL if proven else Status.STOPPED,
        info.objective_function_value,
        _finite(info.mip_dual_bound),
        values,
        None,
    )


def _finite(number: float) -> float | None:
    return None if abs(number) >= highspy.kHighsInf else float(number)
