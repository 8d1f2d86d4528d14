"""A forecast as it was kept, made a forecast again: one way of showing serves what is asked now and what was said."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from diaban.coverage.forecast.answer import Answer, Baselines, Forecast, Frame, Remark, TailUnit
from diaban.coverage.forecast.forecast import unverifiable

__all__ = ["kept_again"]


def kept_again(
    document: Mapping[str, Any],
    curve: Mapping[int, Sequence[float]],
    *,
    scope: str | None,
    promise: date | None,
    simulations: int,
) -> Forecast:
    """The forecast of a kept ``document`` (``Forecast.as_dict``) with its whole ``curve``.

    What would buy the most time is not kept, so ``levers`` are empty.
    """
    as_of, cutoff = date.fromisoformat(document["as_of"]), _day(document["cutoff"])
    frame = _frame(document["frame"])
    part = document["conditional"]
    stated = bool(document["stated"])
    source = document if stated else part
    answer = None
    if source is not None:
        tail = tuple(TailUnit(one["unit"], one["p"], one["months"]) for one in source["tail"])
        days = {share: np.array(found, float) for share, found in curve.items()}
        answer = Answer(as_of, source["p_by_promise"], days, tail)
    unknown = len(frame.unknown) + frame.unnamed
    told = document["baselines"]
    return Forecast(
        as_of=as_of,
        cutoff=cutoff,
        standard=document["standard"],
        scope=scope,
        frame=frame,
        promise=promise,
        answer=answer if stated else None,
        conditional=None if stated else answer,
        reason=None if stated else Remark("forecast.why.unknown", {"n": unknown}),
        baselines=Baselines(_day(told["promise"]), {int(share): _day(day) for share, day in told["pace"].items()}),
        seed=document["seed"],
        simulations=simulations,
        conditional_frame=None if part is None else _frame(part["frame"]),
        notes=unverifiable(promise, frame.ends),
    )


def _frame(told: Mapping[str, Any]) -> Frame:
    unknown, ends = tuple(told["unknown"]), _day(told["ends"])
    return Frame(told["size"], told["met"], unknown, told["basis"], ends, told["unnamed"])


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
